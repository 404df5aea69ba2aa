"""Pictures of what an officer's screens ask and show beside their plain state, for the gallery."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from patrol_app.services.screen_facts import PrinterFact, PrintingFacts, PrintPaper, Said
from patrol_app.ui import scenes
from patrol_app.ui.officer import officer_menu
from patrol_app.ui.officer.closing_screen import ClosingScreen
from patrol_app.ui.officer.route_screen import RouteScreen
from patrol_app.ui.officer.site_screen import SiteScreen
from patrol_app.ui.pictures.stills import Picture, Still
from patrol_app.ui.screen import BEFORE_STEP, CLOSE_STEP, EVIDENCE_STEP, ROUTE_STEP
from patrol_app.ui.window import PatrolWindow

Done = Callable[[PatrolWindow], None]


def _route(window: PatrolWindow) -> RouteScreen:
    screen, source = window.screen_shown, window.source
    assert isinstance(screen, RouteScreen)
    assert isinstance(source, Still)
    source.routed = scenes.beside()
    window.refresh()
    return screen


def _picking(window: PatrolWindow) -> None:
    view = _route(window).map
    window.act(4)
    for key in 6 * [Qt.Key.Key_Right] + 5 * [Qt.Key.Key_Up]:
        QTest.keyClick(view, key)


def _near(window: PatrolWindow) -> None:
    screen, stop = _route(window), scenes.beside().addable[0]
    screen.picking.ask_place(scenes.beside(), stop.east_m + 40.0, stop.north_m)


def _skipping(window: PatrolWindow) -> None:
    screen = _route(window)
    screen.picking.ask_skip(scenes.beside().stops[2])


def _typed(window: PatrolWindow) -> None:
    _route(window)
    window.overlays.ask_form("place_typed", {"command": "add_place", "answers": {}})


def _alarm(window: PatrolWindow) -> None:
    source = window.source
    assert isinstance(source, Still)
    assert source.departing is not None
    source.departing = replace(source.departing, outputs=scenes.OUTPUTS)
    officer_menu.ask_alarm(window.overlays)


def _output(window: PatrolWindow) -> None:
    _alarm(window)
    window.choice.pick(3)


def _printing(window: PatrolWindow) -> None:
    printers = (
        PrinterFact(name=scenes.PRINTER, state="ready", default=True),
        PrinterFact(name="DEMO-2F", state="stopped", default=False),
    )
    papers = tuple(
        PrintPaper(name=f"{zh}.pdf", title=Said("desk.reason", (("zh", zh), ("en", en)))) for zh, en in scenes.PAPERS
    )
    window.overlays.printing.ask(PrintingFacts(printers=printers, papers=papers), window.look)


def _site(window: PatrolWindow) -> SiteScreen:
    screen = window.screen_shown
    assert isinstance(screen, SiteScreen)
    return screen


def _plan(window: PatrolWindow) -> None:
    screen = _site(window)
    screen.open_plan()
    for key in 12 * [Qt.Key.Key_Left] + 20 * [Qt.Key.Key_Down]:
        QTest.keyClick(screen.plan, key)


def _cross(window: PatrolWindow) -> None:
    _plan(window)
    QTest.keyClick(_site(window).plan, Qt.Key.Key_Return)


def _people(window: PatrolWindow) -> None:
    _site(window).asking.ask_people(scenes.site())


def _points(window: PatrolWindow) -> None:
    _site(window).asking.ask_points(scenes.site())


def _point_form(window: PatrolWindow) -> None:
    window.overlays.ask_form("position", {"command": "point", "label": "N2", "answers": scenes.POINT})


def _signing(window: PatrolWindow) -> None:
    screen = window.screen_shown
    assert isinstance(screen, ClosingScreen)
    screen.pad.show_strokes(scenes.scribble(4, 0.3, 0.72, 0.46, 0.8))
    window.refresh()


def _two_to_sign(window: PatrolWindow) -> None:
    source = window.source
    assert isinstance(source, Still)
    assert source.closed is not None
    nobody = tuple(replace(one, signed_at=None, strokes=()) for one in source.closed.signatures)
    source.closed = replace(source.closed, signatures=nobody, pack_wants=Said("close.wants.officers", ()))
    window.refresh()
    _signing(window)


def pictures() -> dict[str, Picture]:
    """By name."""
    way, evening, end = scenes.on_the_way(), scenes.evening(), scenes.after_run()

    def on_route(done: Done, **more: object) -> Picture:
        return Picture(**{"snapshot": way, "tone": "night", "step": ROUTE_STEP, "done": done, **more})  # type: ignore[arg-type]

    def on_site(done: Done, **more: object) -> Picture:
        plain = {"snapshot": end, "tone": "night", "step": EVIDENCE_STEP, "desk": True, "done": done}
        return Picture(**{**plain, **more})  # type: ignore[arg-type]

    return {
        "gallery-route-cross": on_route(_picking),
        "gallery-route-cross-day": on_route(_picking, tone="day"),
        "gallery-route-place": on_route(_near),
        "gallery-route-skip": on_route(_skipping),
        "gallery-route-typed": on_route(_typed),
        "gallery-route-typed-1280x720": on_route(_typed, text=1.5, words="en", size=(1280, 720)),
        "gallery-print": Picture(snapshot=end, tone="night", step=CLOSE_STEP, desk=True, done=_printing),
        "gallery-print-1280x720": Picture(
            snapshot=end, tone="day", step=CLOSE_STEP, desk=True, done=_printing, text=1.5, words="en", size=(1280, 720)
        ),
        "gallery-close-1280x720": Picture(
            snapshot=end, tone="night", step=CLOSE_STEP, done=_two_to_sign, text=1.5, size=(1280, 720)
        ),
        "gallery-close-party-1280x720": Picture(
            snapshot=end, tone="day", step=CLOSE_STEP, done=_signing, text=1.5, words="en", size=(1280, 720)
        ),
        "gallery-site-plan": on_site(_plan),
        "gallery-site-plan-1280x720": on_site(_plan, tone="day", text=1.5, words="en", size=(1280, 720)),
        "gallery-site-plan-cross": on_site(_cross),
        "gallery-people": on_site(_people),
        "gallery-points": on_site(_points),
        "gallery-point-form-1280x720": on_site(_point_form, text=1.5, size=(1280, 720)),
        "gallery-alarm": Picture(snapshot=evening, tone="night", step=BEFORE_STEP, done=_alarm),
        "gallery-alarm-output": Picture(snapshot=evening, tone="night", step=BEFORE_STEP, done=_output),
    }
