"""The same answer published several times: copies and co-signers' letters found, grouped, one of them trusted."""

from pipeline.duplicates.clusters import group
from pipeline.duplicates.complete import complete
from pipeline.duplicates.trust import COPY, COSIGNED, TRUSTED

__all__ = ["COPY", "COSIGNED", "TRUSTED", "complete", "group"]
