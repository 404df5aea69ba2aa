"""The plan of the place while the visit runs: the very drawing of its paper, from what was said so far."""

from __future__ import annotations

from datetime import datetime

from patrol_app.assets import Language
from patrol_app.domain.errors import CannotDo
from patrol_app.reports import preview
from patrol_app.services.closing import draft
from patrol_app.services.desk.at_site import VisitAtSite
from patrol_app.services.desk.shelf import Shelf
from patrol_app.services.recall import recorded_files
from patrol_app.services.site_plans import plan_of


def plan_pages(shelf: Shelf, visit: VisitAtSite, at: datetime, language: Language) -> tuple[bytes, ...]:
    """The pages as PNG.

    Raises:
        CannotDo: the boundary of the site is neither in the library nor drawn.
        BadInput: the paper lacks a mandatory field; the sentence names it.
    """
    visit.write_log()
    files = recorded_files(shelf.store, shelf.home, visit.number)
    record = draft(visit.facts, files, shelf.book, left_at=at).record
    plan = plan_of(record)
    if plan is None:
        raise CannotDo("desk.no_outline")
    return preview("site_plan", record, {}, language=language, practice=visit.practice, details=plan)
