"""From the facts of the reports to the words of the report tab."""

from __future__ import annotations

from datetime import datetime, timedelta

from patrol_app.assets import sentence
from patrol_app.services.report_facts import NO_DATA, RateFact, ReportFacts, ReportLine, VisitLine
from patrol_app.ui import figures, language
from patrol_app.ui.coordinator.words import day_time, say
from patrol_app.ui.said import words
from patrol_app.ui.widgets.night_bars import NightBar, NightsView
from patrol_app.ui.widgets.page_preview import PreviewView
from patrol_app.ui.widgets.rate_dots import RateRow, RatesView
from patrol_app.ui.widgets.table_list import Column, TableRow, TableView

_SIGNS = {"issued": "ok", "due": "warn", "late": "warn", "running": "open", "draft": "open"}
CUT = 0.8
"""The axis begins here as long as no rate lies below."""


def kind_words(line: ReportLine) -> str:
    """The report's short name."""
    return sentence(f"ui.choice.{line.kind}", language.current())


def period_words(line: ReportLine) -> str:
    """One night, a whole month, or from a night to a night; without the year, which the paper tells."""
    if line.start == line.end:
        return f"{line.start:%m-%d}"
    if line.kind in ("monthly_bulletin", "disclosure_sheet") and line.start.day == 1 and line.end.day >= 28:
        return f"{line.start:%Y-%m}"
    return say("reports.span", start=f"{line.start:%m-%d}", end=f"{line.end:%m-%d}")


def state_words(line: ReportLine) -> str:
    """Draft, due by its hour, late, or issued."""
    at = day_time(line.at) if line.at is not None else ""
    return say(f"reports.state.{line.state}", at=at)


def _empty(facts: ReportFacts | None) -> str:
    """Why there is no list."""
    if facts is None:
        return say("reports.reading")
    return say("reports.damaged" if facts.fault is not None else "reports.none")


def list_view(facts: ReportFacts | None) -> TableView:
    """The list of reports."""
    heading, empty = say("reports"), _empty(facts)
    if facts is None or not facts.lines:
        return TableView(heading, empty=empty)
    columns = (
        Column(say("reports.name"), 1.2),
        Column(say("reports.period"), 1.0, dim=True),
        Column(say("reports.state"), 1.0),
        Column(say("reports.issues"), 0.2, "right"),
    )
    rows = tuple(
        TableRow(
            (kind_words(line), period_words(line), state_words(line), str(line.issues or "")),
            _SIGNS[line.state],  # type: ignore[arg-type]  # signs of a fact list
            weighty=line.state in ("due", "late"),
        )
        for line in facts.lines
    )
    return TableView(heading, say("reports.note"), columns, rows, facts.selected, empty, signed=True)


def percent(share: float | None) -> str:
    """``97.41 %``, a dash where there is nothing to take a share of."""
    return figures.DASH if share is None else f"{share * 100:.2f} %"


def _rate(rate: RateFact) -> RateRow:
    sign = "" if rate.target is None or rate.share is None else "warn" if rate.short else "ok"
    unit = say(f"reports.unit.{rate.key}")
    bare = f"{figures.thousands(rate.part)} / {figures.thousands(rate.whole)}"
    fraction = f"{bare} {unit}"
    if rate.whole == 0:
        fraction = say("reports.nothing_to_count", unit=unit)
    return RateRow(
        name=say(f"reports.rate.{rate.key}"),
        fraction=fraction,
        sign=sign,  # type: ignore[arg-type]  # signs of a fact list
        value=percent(rate.share),
        share=rate.share,
        target=rate.target,
        short=rate.short,
        note=say("reports.short") if rate.short else "",
        bare=bare,
    )


def ordered(facts: ReportFacts) -> tuple[RateFact, ...]:
    """Rates with a target first: they are what is asked after."""
    return tuple(sorted(facts.rates, key=lambda rate: rate.target is None))


def rates_view(facts: ReportFacts | None, selected: int | None) -> RatesView:
    """The rates of the period, and those that this program has no data for."""
    heading, note = say("reports.rates"), say("reports.fraction")
    if facts is None or not facts.rates:
        damaged = facts is not None and facts.fault is not None
        return RatesView(heading, note, empty=say("reports.damaged" if damaged else "reports.no_rate"))
    rates = ordered(facts)
    cut = CUT if all(rate.share is None or rate.share >= CUT for rate in rates) else 0.0
    axis = say("reports.axis_cut" if cut else "reports.axis_whole")
    return RatesView(
        heading,
        note,
        tuple(_rate(rate) for rate in rates),
        tuple((say(f"reports.rate.{key}"), say(f"reports.no_data.{key}")) for key in NO_DATA),
        cut,
        (axis, say("reports.now"), say("reports.target"), say("reports.short")),
        selected,
    )


def nights_view(facts: ReportFacts | None, selected: int | None) -> NightsView:
    """The nights of the period."""
    heading, note = say("reports.nights"), say("reports.nights_note")
    bars = facts.nights if facts is not None else ()
    return NightsView(
        heading,
        note,
        tuple(NightBar(f"{one.night:%m-%d}", one.measured, one.exceeding) for one in bars),
        selected,
        say("reports.damaged" if facts is not None and facts.fault is not None else "reports.no_measurement"),
    )


def preview_view(facts: ReportFacts | None, at: int) -> PreviewView:
    """The paper."""
    if facts is None or not facts.pages:
        return PreviewView(say("reports.paper"), empty=_empty(facts))
    heading = say("reports.paper_of", name=kind_words(facts.line), period=period_words(facts.line))
    note = say("reports.page", page=at + 1, all=len(facts.pages))
    return PreviewView(heading, note, facts.pages, at)


def remarks(facts: ReportFacts | None) -> tuple[str, ...]:
    """What is left out of the paper, and whether it went out."""
    if facts is not None and facts.fault is not None:
        return (words(facts.fault),)
    if facts is None or not facts.lines:
        return ()
    public = facts.line.kind == "disclosure_sheet"
    left_out = say("reports.left_out_public" if public else "reports.left_out")
    issue = facts.issue
    if issue is None:
        return left_out, say("reports.not_issued")
    key = "reports.stale" if issue.stale else "reports.went_out"
    return left_out, say(key, at=day_time(issue.at), who=issue.actor, sha256=issue.sha256[:8])


def _visit(line: VisitLine, *, dated: bool) -> TableRow:
    outcome = (
        sentence(f"rules.outcome.{line.outcome}", language.current()) if line.outcome else say("reports.unmeasured")
    )
    level = figures.DASH if line.rounded_db is None else f"{line.rounded_db} / {line.limit_db}"
    sign = {"exceeds": "over", "complies": "ok"}.get(line.outcome or "", "")
    at = day_time(line.at) if dated else figures.clock(line.at, seconds=False)
    return TableRow((line.number, at, line.site, level, outcome), sign)  # type: ignore[arg-type]


def figure_words(facts: ReportFacts, figure: str) -> str:
    """A figure's name."""
    key, _, part = figure.partition("=")
    if key == "by_night":
        return say("reports.night_of", night=part[5:])
    return say(f"reports.rate.{key}")


def behind_view(facts: ReportFacts | None, selected: int | None) -> TableView:
    """The visits behind a figure."""
    if facts is None or facts.behind is None:
        return TableView()
    behind = facts.behind
    columns = (
        Column(say("reports.record"), 1.4),
        Column(say("reports.time"), 0.8, dim=True),
        Column(say("reports.site"), 1.2),
        Column(say("reports.level"), 0.5, "right"),
        Column(say("reports.outcome"), 0.8),
    )
    heading = say("reports.behind", figure=figure_words(facts, behind.figure), count=len(behind.visits))
    nights = {(line.at - timedelta(hours=12)).astimezone(figures.LOCAL).date() for line in behind.visits}
    rows = tuple(_visit(line, dated=len(nights) > 1) for line in behind.visits)
    return TableView(heading, "", columns, rows, selected if rows else None, say("reports.behind_none"), signed=True)


def foot(facts: ReportFacts | None) -> str:
    """What a double click does; while visits are listed, what was not reached."""
    if facts is None or not facts.lines:
        return ""
    if facts.behind is None:
        return say("reports.hint")
    if facts.behind.missing:
        shown = "、" if language.current() == "zh" else ", "
        names = shown.join(facts.behind.missing[:6])
        return say("reports.missing", count=len(facts.behind.missing), names=names)
    return say("reports.hint_open")


def due_words(facts: ReportFacts | None, now: datetime) -> tuple[str, datetime | None]:
    """Which report is due next, and when."""
    due = [line for line in facts.lines if line.state in ("due", "late")] if facts is not None else []
    if not due:
        return say("reports.nothing_due"), None
    ahead = [line for line in due if line.state == "due"]
    first = min(ahead or due, key=lambda line: line.at or now)
    late = first.state == "late"
    at = day_time(first.at) if first.at is not None else ""
    words = say("reports.late_since" if late else "reports.due_at", name=kind_words(first), at=at)
    return words, None if late else first.at
