"""The completion of each kind of rule: what a damaged place was, from the match and the rest of the page."""

from __future__ import annotations

from pipeline.repair.dates import (
    complete_closing_date,
    complete_date,
    complete_day,
    complete_month,
    complete_month_day,
    complete_signed_date,
    complete_signed_month,
    complete_year,
    complete_year_month,
)
from pipeline.repair.han_dates import complete_han_date, complete_han_year
from pipeline.repair.numbers import (
    complete_digits,
    complete_document,
    complete_number,
    complete_titled_document,
)
from pipeline.repair.page import Complete

COMPLETIONS: dict[str, Complete] = {
    "closing_date": complete_closing_date,
    "date": complete_date,
    "day": complete_day,
    "digits": complete_digits,
    "document": complete_document,
    "titled_document": complete_titled_document,
    "han_date": complete_han_date,
    "han_year": complete_han_year,
    "month": complete_month,
    "month_day": complete_month_day,
    "number": complete_number,
    "signed_date": complete_signed_date,
    "signed_month": complete_signed_month,
    "year": complete_year,
    "year_month": complete_year_month,
}
