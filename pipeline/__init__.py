"""fuwen (复文): text mining of Chinese government replies to deputies' proposals."""

from pipeline.document import Document, Source

__all__ = ["Document", "Source", "__version__"]
__version__ = "0.1.0"
