"""Names of public bodies: one functional id over reforms, full names from region and unit; regions.

The table `data/agencies.csv` holds per functional unit its usual name, other full forms (`~form` where it speaks
of a unit only behind a region), short forms (`short=full` where exactly one full form is known, `short=a/b`
where several are), names before the reforms (`name=year` in which it ended) and the R22 topic the unit usually
answers for. `data/lookalikes.toml` holds words in which a short name is no unit; `data/regions.csv` the regions.
"""

from pipeline.agencies.names import (
    AgencyName,
    agency_id,
    agency_topic,
    find_agencies,
    full_name,
    is_agency,
    name_ended,
)
from pipeline.agencies.places import Places, find_places
from pipeline.agencies.regions import Region, find_region, region_level, regions_named

__all__ = [
    "AgencyName",
    "Places",
    "Region",
    "agency_id",
    "agency_topic",
    "find_agencies",
    "find_places",
    "find_region",
    "full_name",
    "is_agency",
    "name_ended",
    "region_level",
    "regions_named",
]
