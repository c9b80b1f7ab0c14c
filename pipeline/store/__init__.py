"""Records at rest in SQLite: idempotent by content hash, safe against a kill at any moment, full-text indexed."""

from pipeline.store.store import Counts, Store, open_store

__all__ = ["Counts", "Store", "open_store"]
