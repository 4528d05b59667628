"""Why a row cannot be read; the words of every key stand in ``reports/locale/rejects.yaml``."""

from __future__ import annotations

from typing import Final

REASONS: Final = (
    "missing_time",  # no start
    "missing_debtor",  # neither debtor, case nor number
    "no_number_or_case",  # a row of a crosswalk that says of nothing whose it is
    "not_a_date",  # no date, or one the calendar does not have
    "not_a_time",  # a date with a time of day that does not exist
    "time_does_not_exist",  # skipped when clocks went forward
    "unknown_zone",
    "bad_duration",  # unreadable, negative or longer than a day
    "ends_before_start",
    "unknown_word",  # a canonical column with a word its vocabulary does not have
    "not_json",
    "bad_attribute",  # a known attribute with a value of another kind
    "id_cut_by_excel",
    "cell_count",  # more or fewer cells than the header has
    "record_too_long",  # no row of a log is that long
    "quote_not_closed",
    "total_row",  # sums up the rows above it
    "repeated_header",
    "footer_row",  # who made the sheet, when it was printed
    "undecodable",  # bytes that are no text in the encoding of the file
)

ASIDE: Final = frozenset({"total_row", "repeated_header", "footer_row"})
"""Rows that are no record: counted as rejected, but no sign that a file cannot be read."""
