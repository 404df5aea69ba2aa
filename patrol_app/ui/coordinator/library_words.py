"""From the facts of the libraries to the words of the library tab."""

from __future__ import annotations

from patrol_app.assets import sentence
from patrol_app.services.library_facts import ImportOutcome, LibraryFacts
from patrol_app.ui import figures, language
from patrol_app.ui.coordinator.words import day_time, say
from patrol_app.ui.officer.live_words import dot
from patrol_app.ui.said import words
from patrol_app.ui.widgets.fact_list import FactSign
from patrol_app.ui.widgets.table_list import Column, TableRow, TableView

#: Shares of the width of the table's columns, by identifier; the others take 1.
SHARES = {
    "name": 1.7, "address": 1.8, "contractor": 1.8, "permit_number": 1.5, "issuer": 1.9, "number": 1.6, "kind": 0.7,
    "complaints": 0.6, "radius_m": 0.6, "role": 0.8, "problem": 2.0, "audience": 1.6, "serial_number": 1.4,
    "recused_sites": 1.8, "venues": 1.6, "datum": 0.9,
}  # fmt: skip
REFUSED_SHOWN = 300
NUMERIC = ("latitude_deg", "longitude_deg", "radius_m", "complaints")


def kind_word(kind: str) -> str:
    """The name of a library."""
    return sentence(f"library.kind.{kind}", language.current())


def libraries_view(facts: LibraryFacts | None) -> TableView:
    """The libraries with how many entries they have and where the newest came from."""
    columns = (
        Column(say("library.name"), 1.5), Column(say("library.count"), 0.7, "right"),
        Column(say("library.newest"), 1.3, dim=True),
    )  # fmt: skip
    if facts is None:
        return TableView(say("libraries"), "", columns, empty=say("plan.reading"))
    rows = tuple(
        TableRow(
            (kind_word(one.kind), figures.thousands(one.count),
             day_time(one.at) if one.at is not None else say("library.never")),
            weighty=one.kind == facts.kind,
        )
        for one in facts.libraries
    )  # fmt: skip
    place = next((index for index, one in enumerate(facts.libraries) if one.kind == facts.kind), None)
    whole = sum(one.count for one in facts.libraries)
    note = say("library.whole", count=figures.thousands(whole))
    return TableView(say("libraries"), note, columns, rows, place, pitch=38)


def rows_view(facts: LibraryFacts | None, selected: int | None) -> TableView:
    """The entries of the chosen library."""
    if facts is None:
        return TableView()
    headings = {one.identifier: one for one in facts.guide}
    chinese = language.current() == "zh"
    columns = tuple(
        Column(
            headings[name].heading if chinese else name.removesuffix("_deg").removesuffix("_m").replace("_", " "),
            SHARES.get(name, 1.0),
            "right" if name in NUMERIC else "left",
            dim=index > 0,
        )
        for index, name in enumerate(facts.columns)
    )
    rows = tuple(TableRow(cells) for cells in facts.rows)
    note = say("library.entries", count=figures.thousands(facts.total))
    empty = say("library.empty", kind=kind_word(facts.kind))
    return TableView(kind_word(facts.kind), note, columns, rows, selected, empty, pitch=29)


def guide_view(facts: LibraryFacts | None, selected: int | None) -> TableView:
    """How each column is filled in."""
    columns = (
        Column(say("guide.heading"), 1.1), Column(say("guide.identifier"), 1.4, dim=True),
        Column(say("guide.required"), 0.5), Column(say("guide.how"), 3.2, dim=True),
    )  # fmt: skip
    if facts is None:
        return TableView(say("guide"), "", columns)
    chinese = language.current() == "zh"
    rows = tuple(
        TableRow(
            (one.heading, one.identifier, say("guide.yes") if one.required else "",
             one.how_zh if chinese else one.how_en),
            weighty=one.required,
        )
        for one in facts.guide
    )  # fmt: skip
    return TableView(say("guide"), say("guide.note", count=len(rows)), columns, rows, selected, pitch=29)


def guide_detail(facts: LibraryFacts | None, selected: int | None) -> tuple[str, ...]:
    """The whole guide to one column, which may be longer than its cell."""
    if facts is None or selected is None or selected >= len(facts.guide):
        return ()
    one = facts.guide[selected]
    return f"{one.heading} · {one.identifier}", one.how_zh if language.current() == "zh" else one.how_en


def middle_kind(facts: LibraryFacts | None) -> str:
    """What stands under the entries: rows that were ``refused``, ``pairs`` that look alike, or the ``guide``."""
    if facts is not None and facts.outcome is not None and facts.outcome.refused:
        return "refused"
    return "pairs" if facts is not None and facts.pairs is not None else "guide"


def middle_view(facts: LibraryFacts | None, selected: int | None) -> TableView:
    """The list under the entries."""
    kind = middle_kind(facts)
    if kind == "refused" and facts is not None and facts.outcome is not None:
        return _refused(facts.outcome, selected)
    return _pairs(facts, selected) if kind == "pairs" and facts is not None else guide_view(facts, selected)


def imports_view(facts: LibraryFacts | None, selected: int | None) -> TableView:
    """The imports of the log, the newest first."""
    columns = (
        Column(say("imports.at"), 1.1), Column(say("imports.file"), 1.9), Column(say("imports.rows"), 0.6, "right"),
    )  # fmt: skip
    if facts is None:
        return TableView(say("imports"), "", columns)
    rows = []
    for one in facts.imports:
        count = say("imports.undone") if one.undone else str(one.imported)
        sign: FactSign = "open" if one.undone else "ok"
        rows.append(TableRow((day_time(one.at), dot(kind_word(one.kind), one.file), count), sign))
    note = say("imports.note", count=len(rows)) if rows else ""
    return TableView(say("imports"), note, columns, tuple(rows), selected, say("imports.none"), signed=True)


def _refused(outcome: ImportOutcome, selected: int | None) -> TableView:
    columns = (
        Column(say("refused.sheet"), 1.2, dim=True), Column(say("refused.row_head"), 0.75, "right"),
        Column(say("refused.column_head"), 1.2), Column(say("refused.reason"), 3.0, dim=True),
    )  # fmt: skip
    rows = tuple(
        TableRow((one.sheet or figures.DASH, str(one.row), one.column or figures.DASH, words(one.reason)), "warn")
        for one in outcome.refused[:REFUSED_SHOWN]
    )
    note = say("refused.note", bad=len(outcome.refused), rows=outcome.rows)
    return TableView(dot(say("refused"), outcome.file), note, columns, rows, selected, signed=True, pitch=29)


def _place(sheet: str, row: int) -> str:
    return say("refused.sheet_row", sheet=sheet, row=row) if sheet else say("refused.row", row=row)


def _pairs(facts: LibraryFacts, selected: int | None) -> TableView:
    columns = (Column(say("pairs.names"), 2.2), Column(say("pairs.why"), 1.2, dim=True))
    rows = []
    for one in facts.pairs or ():
        away = "" if one.metres is None else say("pairs.metres", metres=f"{one.metres:.0f}")
        rows.append(TableRow((f"{one.first} / {one.second}", dot(say(f"why.{one.why}"), away)), "warn"))
    note = say("pairs.note", count=len(rows))
    return TableView(say("pairs"), note, columns, tuple(rows), selected, say("no_pairs"), signed=True, pitch=29)


def detail(facts: LibraryFacts | None, middle: int | None, chosen: int | None) -> tuple[str, ...]:
    """The whole of what is selected, which may be longer than its cell, and what to do about it."""
    if facts is None:
        return ()
    if chosen is not None and chosen < len(facts.imports):
        one = facts.imports[chosen]
        state = say("imports.was_undone") if one.undone else say("imports.can_undo")
        return dot(kind_word(one.kind), one.file), state
    kind = middle_kind(facts)
    if kind == "refused" and facts.outcome is not None:
        return _about_refused(facts.outcome, middle)
    if kind == "pairs" and middle is not None and middle < len(facts.pairs or ()):
        pair = (facts.pairs or ())[middle]
        return dot(kind_word(pair.kind), say(f"why.{pair.why}")), pair.first, pair.second
    return guide_detail(facts, middle) if kind == "guide" else ()


def about_row(facts: LibraryFacts | None, row: int | None) -> tuple[str, ...]:
    """The whole of an entry's cells, under their heads; those that are blank are left out."""
    if facts is None or row is None or row >= len(facts.rows):
        return ()
    columns = rows_view(facts, None).columns
    cells = facts.rows[row]
    named = [f"{column.head}  {cell}" for column, cell in zip(columns[1:], cells[1:], strict=True) if cell]
    return cells[0], *named


def _about_refused(outcome: ImportOutcome, place: int | None) -> tuple[str, ...]:
    lines = []
    if place is not None and place < len(outcome.refused):
        one = outcome.refused[place]
        column = say("refused.column", column=one.column) if one.column else ""
        lines.append(dot(*(part for part in (_place(one.sheet, one.row), column) if part)))
        lines.append(words(one.reason))
    if outcome.waiting:
        lines.append(say("refused.keep", good=outcome.good))
    else:
        lines.append(say("refused.kept", imported=outcome.imported))
    return tuple(lines)
