"""The random draw at the coordinator's desk: held, kept as a fact, its sheet and its publication written and shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from patrol_app.domain.draws import DrawSheet
from patrol_app.domain.errors import BadInput
from patrol_app.rules.moment import local
from patrol_app.services.desk.departure import said
from patrol_app.services.office import draw_papers, draws

if TYPE_CHECKING:
    from patrol_app.services.desk.coordinator import CoordinatorHands, Data


def hold_draw(hands: CoordinatorHands, data: Data) -> None:
    """Draw by what two people typed in, or by one public number whose source is named.

    The files go into the folder first, so that a draw of the log always has its papers.

    Raises:
        BadInput: the count is no number, a seed is missing, or a public number has no source.
    """
    answers, language = data["answers"], data.get("language", "zh")
    count, seeds, source = _asked(answers)
    folder = Path(str(answers.get("folder", "")).strip() or str(hands.shelf.home.papers)).expanduser()
    actor, at = hands.actor, hands.desk.at()
    day = local(at).date()
    hands.desk.doing(said("desk.drawing"))
    try:
        store, home = hands.shelf.store, hands.shelf.home
        sheet = draws.draw_day(store, home, day=day, count=count, seeds=seeds, seed_source=source)
        stem = f"draw-{day:%Y%m%d}-{sheet.list_sha256[:8]}-{_held(hands) + 1}"
        draws.write_sheet(sheet, folder / f"{stem}.json")
        draw_papers.write_draw_sheet(sheet, folder / f"{stem}-sheet.pdf", language)
        draw_papers.write_publication(sheet, folder / f"{stem}-publication.pdf", language)
        draws.keep_draw(store, sheet, actor=actor, at=at)
        hands.desk.published.pages = draw_papers.draw_pages(sheet, language)
    finally:
        hands.desk.doing(None)
    hands.publish_frame()
    hands.look("plan")
    hands.desk.tell(said("office.drawn", **_told(sheet), path=str(folder / stem)))


def _held(hands: CoordinatorHands) -> int:
    return len(hands.shelf.store.all_of_kind("draw.held"))


def _told(sheet: DrawSheet) -> dict[str, object]:
    return {"count": len(sheet.drawn), "sites": "、".join(one.site for one in sheet.drawn)}


def _asked(answers: Data) -> tuple[int, tuple[str, ...], str]:
    texts = {
        name: str(answers.get(name) or "").strip() for name in ("draw_count", "seed_one", "seed_two", "seed_source")
    }
    if not texts["draw_count"].isdecimal() or not 0 < int(texts["draw_count"]) < 10_000:
        raise BadInput("office.draw_count", value=texts["draw_count"])
    if not texts["seed_one"]:
        raise BadInput("office.draw_seed")
    if not texts["seed_two"] and not texts["seed_source"]:
        raise BadInput("office.draw_source")
    seeds = tuple(text for text in (texts["seed_one"], texts["seed_two"]) if text)
    return int(texts["draw_count"]), seeds, texts["seed_source"]
