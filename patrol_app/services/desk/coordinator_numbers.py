"""The numbers under which sites stand in lists, on maps and in plans: the order in which they entered the library."""

from __future__ import annotations

from patrol_app.services.office.library import REMOVED
from patrol_app.store.reader import Reader


def numbers(reader: Reader) -> dict[str, int]:
    """Every site's number from 1; importing a list again changes none, a site taken out frees its number."""
    here = {entry.subject for entry in reader.latest_of_kind("library.sites") if entry.body != REMOVED}
    first: dict[str, int] = {}
    for entry in reader.all_of_kind("library.sites"):
        if entry.subject in here and entry.subject not in first:
            first[entry.subject] = len(first) + 1
    return first
