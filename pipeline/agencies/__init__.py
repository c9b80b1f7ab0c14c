"""Names of public bodies: one functional id over reforms, full names from region and unit.

The table `data/agencies.csv` holds per functional unit its usual name, other full forms, short forms
(`short=full` where exactly one full form is known, `short=a/b` where several are), names before the reforms
of 2018 and 2023, and the R22 topic the unit usually answers for.
"""

from pipeline.agencies.names import AgencyName, agency_id, agency_topic, find_agencies, full_name, is_agency
from pipeline.agencies.places import Places, find_places

__all__ = [
    "AgencyName",
    "Places",
    "agency_id",
    "agency_topic",
    "find_agencies",
    "find_places",
    "full_name",
    "is_agency",
]
