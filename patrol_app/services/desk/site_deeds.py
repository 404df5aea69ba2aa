"""What officers say of the visit at hand: its forms, voice notes and the plan of the place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from patrol_app.domain.errors import CannotDo
from patrol_app.services.desk.at_site import VisitAtSite
from patrol_app.services.desk.departure import said
from patrol_app.services.desk.forms import fill, site_facts
from patrol_app.services.desk.plan_pages import plan_pages

if TYPE_CHECKING:
    from patrol_app.services.desk.officer import OfficerHands

Data = Mapping[str, Any]


class SiteDeeds:
    """The commands of the site, for the visit that runs or the one that is being closed."""

    def __init__(self, hands: OfficerHands) -> None:
        self._hands = hands

    def deeds(self) -> dict[str, Callable[[Data], None]]:
        """The commands by name."""
        return {"form": self._form, "voice": lambda _: self._voice(), "show_plan": lambda _: self._show_plan()}

    def show(self) -> None:
        """Publish what was said at the site; nothing once the pack is made."""
        visit = self._at_hand()
        self._hands.desk.published.site = None if visit is None else site_facts(self._hands.shelf, visit)

    def _at_hand(self) -> VisitAtSite | None:
        visit = self._hands.visit
        return visit if visit is not None and not visit.ended else self._hands.end.open_visit

    def visit(self) -> VisitAtSite:
        """The visit of which something can be said: the one that runs, or the one that is being closed.

        Raises:
            CannotDo: there is none, or its pack is made.
        """
        visit = self._at_hand()
        if visit is None:
            raise CannotDo("desk.packed_already" if self._hands.end.closing is not None else "desk.no_visit")
        return visit

    def changed(self) -> None:
        """Something was said of the visit: its facts are shown, and the draft of one that is being closed made anew."""
        self.show()
        self._hands.end.said_anew()

    def _form(self, data: Data) -> None:
        hands, name = self._hands, str(data["form"])
        fill(name, data["answers"], hands.shelf, self.visit(), hands.desk.at())
        hands.desk.tell(said("desk.noted", form=name))
        self.changed()

    def _show_plan(self) -> None:
        """The plan of the place as its paper will print it, on the screen."""
        visit, desk = self.visit(), self._hands.desk
        desk.doing(said("desk.setting_pages"))
        try:
            desk.published.pages = plan_pages(self._hands.shelf, visit, desk.at(), desk.settings.language)
        finally:
            desk.doing(None)

    def _voice(self) -> None:
        visit = self._hands.visit
        if visit is None or visit.ended:
            raise CannotDo("desk.no_visit")
        kept = visit.voice()
        if kept is not None:
            self.show()
            self._hands.desk.tell(said("desk.voice_kept", label=kept.label, sha256=kept.sha256[:12]))
