"""What lies over a screen for a moment: choices, keys' meanings, forms, pages of paper, the sentence under the head."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect

from patrol_app.assets import sentence
from patrol_app.services.snapshot import Snapshot
from patrol_app.ui import language, laptop_menu
from patrol_app.ui.bridge import DeskSource, LiveSource
from patrol_app.ui.officer import officer_menu
from patrol_app.ui.said import words
from patrol_app.ui.screen import Choice
from patrol_app.ui.widgets.choice_panel import ChoicePanel, TextPanel
from patrol_app.ui.widgets.form_panel import FormPanel
from patrol_app.ui.widgets.notice_bar import NoticeBar
from patrol_app.ui.widgets.pages_panel import PagesPanel
from patrol_app.ui.widgets.print_panel import PrintPanel

if TYPE_CHECKING:
    from patrol_app.ui.window import PatrolWindow

TEXT_STEPS = (0.0, 1.0, 1.15, 1.3, 1.5)


class Overlays(QObject):
    """Owned by the window; nothing here waits, answers go to the source as commands."""

    def __init__(self, window: PatrolWindow) -> None:
        super().__init__(window)
        self._window = window
        self.choice = ChoicePanel(window)
        self.help = TextPanel(window)
        self.form = FormPanel(window)
        self.pages = PagesPanel(window)
        self.printing = PrintPanel(window)
        self.notice = NoticeBar(window)
        self._chosen: Callable[[int], None] = lambda _index: None
        self._more: Mapping[str, object] = {}
        self._drafts: dict[str, dict[str, str]] = {}
        self._laptop = laptop_menu.Told(self)
        self._pages: tuple[bytes, ...] = ()
        self._printing: object = None
        self.choice.chosen.connect(self._answered)
        self.form.filled.connect(self._filled)
        self.form.closed.connect(self._form_closed)
        self.pages.closed.connect(self.give_back)
        self.pages.print_wanted.connect(lambda: window.source.command("printers"))
        self.printing.closed.connect(self._print_closed)
        self.printing.wanted.connect(self._print)

    # -- asking --------------------------------------------------------------------------------------------------

    def ask(
        self, title: str, foot: str, options: tuple[str, ...], chosen: Callable[[int], None], *, columns: int = 3
    ) -> None:
        """A choice; ``chosen`` gets its index."""
        self._chosen = chosen
        self.choice.ask(title, foot, options, self._window.look, columns=columns)

    def ask_choice(self, choice: Choice) -> None:
        """A choice that a screen wants; the keyboard goes back to the window before the answer is dealt with."""

        def chosen(index: int) -> None:
            self.give_back()
            choice.chosen(index)

        self.ask(choice.title, choice.foot, choice.options, chosen, columns=choice.columns)

    @property
    def source(self) -> LiveSource:
        """What the window looks at."""
        return self._window.source

    def give_back(self) -> None:
        """The keyboard belongs to the window again, or to what its screen has in front."""
        (self._window.screen_shown.front() or self._window).setFocus()

    def _answered(self, index: int) -> None:
        self._chosen(index)

    def tell(self, title: str, lines: tuple[tuple[str, str], ...]) -> None:
        """Something to be read; Esc closes it."""
        self.help.tell(title, lines, self._window.look)

    def shut_help(self) -> None:
        """Close what was to be read; the keyboard goes back if it was there."""
        held = self.help.hasFocus()
        self.help.hide()
        if held:
            self.give_back()

    def ask_form(self, form: str, more: Mapping[str, object]) -> None:
        """A form with what was answered before; a draft that Esc left comes back."""
        self._more = more
        source = self._window.source
        answers: Mapping[str, object] = {}
        if isinstance(source, DeskSource):
            site = source.site()
            answers = source.unit() if form == "unit" else site.answers.get(form, {}) if site is not None else {}
        given = more.get("answers")
        if isinstance(given, Mapping):
            answers = given
        kept = {name: value for name, value in self._drafts.get(form, {}).items() if value}
        head = str(more.get("head", ""))
        self.form.ask(form, {**answers, **kept}, self._window.look, head)

    def _form_closed(self) -> None:
        if self.form.form not in ("unlock", "key"):
            self._drafts[self.form.form] = self.form.answers()
        self.give_back()

    def _filled(self, form: str, answers: dict[str, str]) -> None:
        self._drafts.pop(form, None)
        self.give_back()
        source = self._window.source
        if form == "unlock":
            data = {name: value for name, value in self._more.items() if name not in ("head", "command")}
            source.command(str(self._more["command"]), password=answers["password"], **data)
        elif "command" in self._more:
            data = {name: value for name, value in self._more.items() if name not in ("head", "command", "answers")}
            source.command(str(self._more["command"]), answers=answers, **data)
        elif form in ("unit", "reviewer", "coordinator"):
            source.command(form, answers=answers)
        else:
            source.command("form", form=form, answers=answers)

    def menu(self) -> None:
        """The settings."""
        window, tongue = self._window, language.current()
        role = window.role
        snapshot = window.snapshot
        practising = window.screen_shown.practising(snapshot)
        entries: list[tuple[str, Callable[[], None]]] = [
            (sentence("desk.form.unit", tongue), lambda: self.ask_form("unit", {})),
            (sentence("ui.menu.text", tongue), self._next_text),
            (sentence("ui.menu.language", tongue), self._other_language),
            (sentence("ui.menu.laptop", tongue), lambda: laptop_menu.ask(self)),
        ]
        if role == "officer":
            entries += officer_menu.entries(self, practising=practising)
        elif role == "coordinator":
            entries.append((sentence("desk.form.coordinator", tongue), lambda: self.ask_form("coordinator", {})))
        else:
            entries.append((sentence("desk.form.reviewer", tongue), lambda: self.ask_form("reviewer", {})))
            entries.append((sentence("ui.menu.filter", tongue), lambda: window.source.command("filter")))
        self.ask(
            sentence("ui.menu", tongue),
            sentence("ui.menu.foot", tongue),
            tuple(label for label, _ in entries),
            lambda index: self._do(entries[index][1]),
        )

    def _do(self, deed: Callable[[], None]) -> None:
        self.give_back()
        deed()

    def _next_text(self) -> None:
        window = self._window
        now = TEXT_STEPS.index(window.text_wanted) if window.text_wanted in TEXT_STEPS else 0
        following = TEXT_STEPS[(now + 1) % len(TEXT_STEPS)]
        window.set_text(following)
        if isinstance(window.source, DeskSource):
            window.source.remember(text=following)

    def _other_language(self) -> None:
        window = self._window
        chosen = "en" if language.current() == "zh" else "zh"
        window.set_language(chosen)  # type: ignore[arg-type]  # one of the two
        if isinstance(window.source, DeskSource):
            window.source.remember(language=chosen)

    # -- beats ---------------------------------------------------------------------------------------------------

    def refresh(self, snapshot: Snapshot | None) -> None:
        """Show the source's sentence, and pages that have come."""
        source = self._window.source
        if not isinstance(source, DeskSource):
            return
        said = source.notice()
        if said is not None:
            # The steps' names, and so the room beside them, change with the language.
            self.lay_out(self._window.header.height())
        self.notice.show_view(words(said))
        if said is not None:
            # a refusal is to be read over pages too
            self.notice.raise_()
        self._laptop.refresh()
        pages = source.pages()
        if pages and pages is not self._pages:
            self.pages.can_print = self._window.role == "officer" and source.closing() is not None
            self.pages.tell(pages, self._window.look)
        self._pages = pages
        closing = source.closing()
        wanted = closing.printing if closing is not None else None
        if wanted is not None and wanted is not self._printing:
            self.printing.ask(wanted, self._window.look)
        self._printing = wanted

    def _print(self, printer: str, papers: list[str], copies: int) -> None:
        self.source.command("print", printer=printer, papers=papers, copies=copies)
        self._print_closed()

    def _print_closed(self) -> None:
        """Back to the pages, if they are open."""
        if self.pages.isVisible():
            self.pages.setFocus()
        else:
            self.give_back()

    def set_look(self) -> None:
        """Change tone or text scale of what is open; a form keeps what stands in it."""
        look = self._window.look
        self.notice.set_look(look)
        if self.choice.isVisible():
            self.choice.set_look(look)
        if self.help.isVisible():
            self.help.set_look(look)
        if self.pages.isVisible():
            self.pages.set_look(look)
        if self.form.isVisible():
            answers = self.form.answers()
            self.form.ask(self.form.form, answers, look, str(self._more.get("head", "")))
        if self.printing.isVisible() and self.printing.facts is not None:
            self.printing.ask(self.printing.facts, look)

    def lay_out(self, top: int) -> None:
        """The sentence stands in the head, between steps and clock; pages cover the window."""
        window = self._window
        left = window.header.tabs.geometry().right() + 16
        right = window.width() - window.look.px(290)
        self.notice.setGeometry(QRect(left, 2, right - left, top - 5))
        if self.pages.isVisible():
            self.pages.setGeometry(window.rect())

    def close_all(self) -> None:
        """Esc: close what is open and discard nothing."""
        if self.choice.isVisible():
            self.choice.hide()
            self.give_back()
        self.shut_help()
        if self.form.isVisible():
            self.form.hide()
            self._form_closed()
        if self.printing.isVisible():
            self.printing.hide()
            self._print_closed()
            return
        self.pages.hide()
        if self.notice.isVisible() and isinstance(self._window.source, DeskSource):
            self._window.source.hush()
            self.notice.show_view("")

    @property
    def covering(self) -> bool:
        """A form or a page is open, so that keys are not for the screen below."""
        return self.form.isVisible() or self.pages.isVisible() or self.printing.isVisible()
