-- The store of fuwen, version 1; schema_2.sql adds to it. Everything but pages.record is masked; `page` is the row number shared by all tables.
CREATE TABLE pages (
    page INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,            -- sha256 of the page's bytes, hex
    url TEXT,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    flags TEXT NOT NULL,                -- ' damaged spam ', a blank round each
    date TEXT,                          -- the day of issue_date, else of publish_date
    year INTEGER,
    body TEXT,
    level TEXT,
    region TEXT,
    agency TEXT,                        -- the first lead agency
    mark TEXT,
    result TEXT,
    topic TEXT,                         -- the best label
    topic_name TEXT,
    repairs INTEGER NOT NULL,
    conflicts INTEGER NOT NULL,
    removed INTEGER NOT NULL,
    words TEXT NOT NULL,                -- as indexed, needed to take the page out of the index again
    record TEXT NOT NULL                -- the full record, unmasked, JSON
);

CREATE TABLE paths (
    path TEXT PRIMARY KEY,
    page INTEGER NOT NULL REFERENCES pages (page),
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL
);
CREATE INDEX paths_page ON paths (page);

-- What stood under a path before: a page leaves the search when no path holds it any more.
CREATE TABLE history (
    path TEXT NOT NULL,
    page INTEGER NOT NULL REFERENCES pages (page),
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL
);
CREATE INDEX history_path ON history (path);

CREATE TABLE fields (
    page INTEGER NOT NULL REFERENCES pages (page),
    name TEXT NOT NULL,
    seq INTEGER NOT NULL,
    value TEXT NOT NULL,
    form TEXT NOT NULL,                 -- the value as compared: width and case folded, deadlines by last day
    num REAL,                           -- numbers: yuan for money
    agency_id TEXT,
    start INTEGER,
    "end" INTEGER,
    "where" TEXT NOT NULL,
    rule TEXT NOT NULL,
    confidence REAL NOT NULL,
    repaired INTEGER NOT NULL,
    PRIMARY KEY (page, name, seq)
) WITHOUT ROWID;
CREATE INDEX fields_name ON fields (name, form);

CREATE TABLE measures (
    page INTEGER NOT NULL REFERENCES pages (page),
    seq INTEGER NOT NULL,
    text TEXT NOT NULL,
    form TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    status TEXT NOT NULL,
    action TEXT,
    agency TEXT,
    deadline TEXT,                      -- as an ISO prefix: 2024, 2024-06, 2024-H1
    due TEXT,                           -- its last day
    confidence REAL NOT NULL,
    PRIMARY KEY (page, seq)
) WITHOUT ROWID;
CREATE INDEX measures_status ON measures (status);

CREATE TABLE measure_money (
    page INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    num REAL NOT NULL,                  -- yuan
    FOREIGN KEY (page, seq) REFERENCES measures (page, seq)
);
CREATE INDEX measure_money_page ON measure_money (page, seq);

CREATE TABLE quarantine (
    path TEXT PRIMARY KEY,
    id TEXT,
    type TEXT NOT NULL,
    message TEXT NOT NULL,
    at TEXT NOT NULL
);

CREATE TABLE runs (
    run INTEGER PRIMARY KEY,
    started TEXT NOT NULL,
    ended TEXT,                         -- null: still going, or killed
    new INTEGER,
    changed INTEGER,
    unchanged INTEGER,
    quarantined INTEGER
);

-- title, text: one token a code point, exact phrases. title_words, words: ranking.
CREATE VIRTUAL TABLE pages_fts USING fts5 (
    title, text, title_words, words, content = '', tokenize = 'ascii'
);
