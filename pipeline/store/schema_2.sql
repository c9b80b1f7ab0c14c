-- Version 2: letters as they are compared with others, to find the same answer published twice.
CREATE TABLE signatures (
    page INTEGER PRIMARY KEY REFERENCES pages (page),
    version TEXT NOT NULL,              -- the same in all rows: others are forgotten
    digest INTEGER NOT NULL,            -- equal for letters that no comparison could tell apart
    signature BLOB NOT NULL,            -- MinHash; empty for a letter too short to be compared
    facts TEXT NOT NULL,                -- JSON
    holder INTEGER NOT NULL DEFAULT 0   -- 1: stands in the buckets for all of its digest
);
CREATE INDEX signatures_digest ON signatures (digest) WHERE holder = 1;

CREATE TABLE buckets (
    bucket INTEGER NOT NULL,
    page INTEGER NOT NULL,
    PRIMARY KEY (bucket, page)
) WITHOUT ROWID;

-- Only pages that are joined to others; any other page is its own cluster.
CREATE TABLE clusters (
    page INTEGER PRIMARY KEY REFERENCES pages (page),
    component INTEGER NOT NULL,         -- the same for all that are joined, if only by way of a third
    trusted INTEGER NOT NULL,           -- the page to trust among its copies, also the cluster's name
    relation TEXT NOT NULL              -- to the trusted page: trusted (itself), copy, cosigned
);
CREATE INDEX clusters_component ON clusters (component);
CREATE INDEX clusters_trusted ON clusters (trusted);

-- Pages written, changed or gone since copies were last looked for.
CREATE TABLE copies_due (
    page INTEGER PRIMARY KEY
);
INSERT INTO copies_due SELECT DISTINCT page FROM paths;
