"""Records at rest in SQLite: idempotent by content hash, safe against a kill at any moment, full-text indexed."""

from pipeline.store.store import Copy, Counts, Store, open_store

__all__ = ["Copy", "Counts", "Store", "open_store"]
