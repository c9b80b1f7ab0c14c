"""Crawl: the list pages of a portal and the pages they name, fetched politely into WARC files."""

from pipeline.crawl.run import CrawlReport, Failure, crawl
from pipeline.crawl.site import Listing, Site, bundled_sites, load_site

__all__ = ["CrawlReport", "Failure", "Listing", "Site", "bundled_sites", "crawl", "load_site"]
