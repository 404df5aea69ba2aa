"""The parts that bulletins are put together from: each turns numbers that others counted into one section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from patrol_app.domain.bulletins import Breakdown, Bulletin, Rate
from patrol_app.domain.figures import VisitFigures
from patrol_app.domain.places import ExamNotice, ExamSession
from patrol_app.reports.document import Bars, Column, Section, Table, Value
from patrol_app.reports.said import Said, date_text, day_clock

LINES = 300
"""Lines of a list on paper and in its section's sheet."""
NUMBERS = 20
"""Record numbers in one cell or sentence."""
LISTED = 10
"""Rows of a ranking on paper; the Excel file holds every group on its own sheet."""


OF_HELP_AND_TALKS = ("help_visits", "advice", "hazards", "talks", "listeners")
ALWAYS_TOLD = ("visits", "sites", "measurements", "exceeds", "breaches", "orders")
"""Counts that are told even where both periods have none."""
ENOUGH_FOR_PERCENT = 20


def day_span(start: date, end: date, said: Said) -> str:
    """One night by its date, or from a date to a date."""
    if start == end:
        return said("one_night", day=date_text(start, said.language))
    return said("period", start=date_text(start, said.language), end=date_text(end, said.language))


def numbers_text(numbers: tuple[str, ...], said: Said) -> str:
    """Record numbers as a cell bears them: the first, and how many more there are."""
    more = said("more_numbers", count=len(numbers) - NUMBERS) if len(numbers) > NUMBERS else ""
    return said.joined(list(numbers[:NUMBERS])) + more


def overview(found: Bulletin, said: Said, *, told: bool = True) -> Section:
    """Counts with the period before; without ``told`` those of help and talks are left out."""
    rows: list[tuple[Value, ...]] = [
        (said(f"count.{count.key}"), count.value, count.before, _change(count.value, count.before, said))
        for count in found.counts
        if count.value or count.before or count.key in ALWAYS_TOLD
        if told or count.key not in OF_HELP_AND_TALKS
    ]
    before = day_span(found.before_start, found.before_end, said)
    columns = (
        Column(title=said("item"), share=2.2),
        Column(title=said("now"), form="whole"),
        Column(title=said("before"), form="whole"),
        Column(title=said("change"), share=1.0),
    )
    value = {count.key: count.value for count in found.counts}
    counted = said(
        "overview", **{key: value[key] for key in ("visits", "sites", "measurements", "exceeds", "breaches")}
    )
    gap = "" if said.language == "zh" else " "
    texts: tuple[str, ...] = (counted + gap + said("compared", period=before),)
    if found.not_closed:
        texts = (*texts, said("not_closed", count=len(found.not_closed), numbers=numbers_text(found.not_closed, said)))
    return Section(title=said("part.overview"), texts=texts, table=Table(columns=columns, rows=tuple(rows)))


def _change(now: int, before: int, said: Said) -> str:
    """The difference; as a share only where the number before is large enough to bear one."""
    if now == before:
        return said("same")
    if before < ENOUGH_FOR_PERCENT:
        return f"{now - before:+d}".replace("-", "−")
    return f"{(now - before) * 100.0 / before:+.1f} %".replace("-", "−")


def rates(found: Bulletin, said: Said) -> Section:
    """Every rate with numerator, denominator and what is counted."""
    columns = (
        Column(title=said("item"), share=1.2),
        Column(title=said("share"), share=0.8),
        Column(title=said("fraction"), share=0.9),
        Column(title=said("before"), share=1.2),
        Column(title=said("means"), share=3.0),
    )
    rows = tuple(
        (
            said(f"rate.{rate.key}"),
            percent(rate.share),
            f"{len(rate.numerator)} / {len(rate.denominator)}",
            _before(rate),
            said(f"rate_means.{rate.key}"),
        )
        for rate in found.rates
    )
    return Section(title=said("part.rates"), table=Table(columns=columns, rows=rows))


def percent(share: float | None) -> str:
    """To two decimals, a dash where there is nothing to take a share of."""
    return "—" if share is None else f"{share * 100.0:.2f} %"


def _before(rate: Rate) -> str:
    part, whole = rate.before
    return f"{percent(part / whole if whole else None)} ({part} / {whole})"


def exceedances(found: Bulletin, said: Said) -> Section:
    """The list behind the exceedances: site, time, value, limit, rule, order."""
    columns = (
        Column(title=said("no"), share=0.65, form="whole"),
        Column(title=said("number"), share=2.15),
        Column(title=said("site"), share=1.6),
        Column(title=said("time"), share=1.4),
        Column(title=said("zone"), share=1.45),
        Column(title=said("value_limit"), share=1.3),
        Column(title=said("over"), share=0.8, form="whole"),
        Column(title=said("order"), share=1.9),
    )
    rows = tuple(
        (
            place,
            visit.number,
            visit.site,
            day_clock(visit.started_at or visit.arrived_at),
            visit.venue if visit.inside else said("outside"),
            f"{visit.rounded_db} / {visit.limit_db}" if visit.rounded_db is not None else "—",
            visit.excess_db,
            visit.order_number or said("no_order"),
        )
        for place, visit in enumerate((each for each in found.visits if each.exceeds), start=1)
    )
    if not rows:
        return Section(title=said("part.exceedances"), texts=(said("no_exceedance"),))
    return _listed("part.exceedances", columns, rows, said)


def breaches(found: Bulletin, said: Said) -> Section:
    """Visits with breaches that need no meter: proof, notice, dust."""
    columns = (
        Column(title=said("number"), share=1.6),
        Column(title=said("site"), share=1.6),
        Column(title=said("time"), share=1.2),
        Column(title=said("found"), share=2.6),
        Column(title=said("order"), share=1.8),
    )
    rows = tuple(
        (
            visit.number,
            visit.site,
            day_clock(visit.arrived_at),
            said.joined([said(f"case.{kind}") for kind in visit.breaches]),
            visit.order_number or said("no_order"),
        )
        for visit in found.visits
        if visit.breaches
    )
    if not rows:
        return Section(title=said("part.breaches"), texts=(said("no_breach"),))
    return _listed("part.breaches", columns, rows, said)


def _listed(title: str, columns: tuple[Column, ...], rows: tuple[tuple[Value, ...], ...], said: Said) -> Section:
    """A list as long as paper bears; how many more there are is told, and where."""
    texts = (said("more_lines", shown=LINES, all=len(rows)),) if len(rows) > LINES else ()
    return Section(title=said(title), texts=texts, table=Table(columns=columns, rows=rows[:LINES]))


def group_name(breakdown: Breakdown, name: str, said: Said) -> str:
    """A group's name in words; places and sites are as they are."""
    if breakdown.key == "by_zone" and name == "outside":
        return said("outside")
    if breakdown.key == "by_hour":
        return f"{name}:00"
    return name


def parted(found: Bulletin, key: str, said: Said, *, listed: int | None = LISTED, chart: bool = False) -> Section:
    """A breakdown as a table, with bars where its groups have an order of their own."""
    breakdown = next(each for each in found.breakdowns if each.key == key)
    shown = [group for group in breakdown.groups if group.measured or (chart and len(breakdown.groups) <= 31)]
    texts: tuple[str, ...] = ()
    if listed is not None and not chart and len(shown) > listed:
        texts = (said("more_groups", shown=listed, all=len(shown)),)
        shown = shown[:listed]
    bars = None
    if chart and any(group.measured for group in shown):
        short = [group_name(breakdown, group.name, said) for group in shown]
        bars = Bars(
            labels=tuple(name[5:] if key == "by_night" else name[:2] for name in short),
            measured=tuple(len(group.measured) for group in shown),
            exceeding=tuple(len(group.exceeding) for group in shown),
            legend=(said("measured"), said("exceeding")),
        )
    columns = (
        Column(title=said(f"column.{key}"), share=2.4),
        Column(title=said("measured"), form="whole"),
        Column(title=said("exceeding"), form="whole"),
        Column(title=said("share")),
    )
    rows = tuple(
        (
            group_name(breakdown, group.name, said),
            len(group.measured),
            len(group.exceeding),
            percent(len(group.exceeding) / len(group.measured)),
        )
        for group in shown
        if group.measured
    )
    if not rows:
        return Section(title=said(f"part.{key}"), texts=(said("no_measurement"),))
    return Section(title=said(f"part.{key}"), texts=texts, bars=bars, table=Table(columns=columns, rows=rows))


def hours_by_day(found: Bulletin, said: Said) -> Section:
    """Exceedances by hour and night: a grid of counts."""
    nights = [found.start + timedelta(days=day) for day in range((found.end - found.start).days + 1)]
    seen: Counter[tuple[int, str]] = Counter()
    for visit in found.visits:
        if visit.exceeds:
            at = day_clock(visit.started_at or visit.arrived_at)
            seen[int(at[6:8]), visit.night.isoformat()] += 1
    if not seen:
        return Section(title=said("part.grid"), texts=(said("no_exceedance"),))
    hours = [hour % 24 for hour in range(12, 36) if any(seen[hour % 24, night.isoformat()] for night in nights)]
    columns = (Column(title=said("hour")), *(Column(title=f"{night:%m-%d}", form="whole") for night in nights))
    rows = tuple((f"{hour:02d}:00", *(seen[hour, night.isoformat()] or None for night in nights)) for hour in hours)
    return Section(title=said("part.grid"), texts=(said("grid_note"),), table=Table(columns=columns, rows=rows))


def repeated(found: Bulletin, said: Said) -> Section:
    """Sites that exceeded more than once in the period."""
    sites = Counter(visit.site for visit in found.visits if visit.exceeds)
    rows = tuple(
        (site, count) for site, count in sorted(sites.items(), key=lambda pair: (-pair[1], pair[0])) if count > 1
    )
    if not rows:
        return Section(title=said("part.repeated"), texts=(said("no_repeat"),))
    columns = (Column(title=said("site"), share=3.0), Column(title=said("exceeding"), form="whole"))
    return Section(title=said("part.repeated"), table=Table(columns=columns, rows=rows))


def cards(found: Bulletin, said: Said) -> Section:
    """Cards that a rule in force proposes; rules that are switched off are named."""
    texts: tuple[str, ...] = (said("card_note"),)
    if found.card_schemes_off:
        texts = (*texts, said("card_off", names=said.joined(list(found.card_schemes_off))))
    if not found.proposals:
        return Section(title=said("part.cards"), texts=(*texts, said("no_card")))
    columns = (
        Column(title=said("site"), share=1.6),
        Column(title=said("card"), share=0.7),
        Column(title=said("scheme"), share=2.0),
        Column(title=said("fraction"), share=0.9),
        Column(title=said("number"), share=2.4),
    )
    rows = tuple(
        (
            one.site,
            said(f"colour.{one.colour}"),
            one.scheme,
            f"{one.numerator} / {one.denominator}",
            numbers_text(one.behind, said),
        )
        for one in found.proposals
    )
    return Section(title=said("part.cards"), texts=texts, table=Table(columns=columns, rows=rows))


def complaints(found: Bulletin, said: Said) -> Section:
    """Sites with complaints in the library, set beside what was measured there."""
    exceeding = Counter(visit.site for visit in found.visits if visit.exceeds)
    measured = Counter(visit.site for visit in found.visits if visit.measured)
    if not found.complaints:
        return Section(title=said("part.complaints"), texts=(said("no_complaint"),))
    columns = (
        Column(title=said("site"), share=2.6),
        Column(title=said("complaints"), form="whole"),
        Column(title=said("measured"), form="whole"),
        Column(title=said("exceeding"), form="whole"),
    )
    rows = tuple((site, count, measured[site], exceeding[site]) for site, count in found.complaints[:LISTED])
    table = Table(columns=columns, rows=rows)
    return Section(title=said("part.complaints"), texts=(said("complaints_undated"),), table=table)


def exam(found: Bulletin, said: Said) -> Section:
    """The notices and sessions of the period."""
    texts = notice_lines(found.notices, said) or (said("no_notice"),)
    return Section(title=said("part.exam"), texts=texts, table=sessions_table(found.sessions, said))


def notice_lines(notices: Iterable[ExamNotice], said: Said) -> tuple[str, ...]:
    """A sentence a notice: who, where, when."""
    return tuple(
        said(
            "notice_line",
            number=notice.number,
            issuer=notice.issuer,
            where=notice.area_name or said("area") if notice.area else said("radius", metres=f"{notice.radius_m:g}"),
            start=day_clock(notice.valid_from),
            end=day_clock(notice.valid_to),
            windows=said("daily", windows=said.joined(list(notice.daily_windows)))
            if notice.daily_windows
            else said("whole_day"),
        )
        for notice in notices
    )


def sessions_table(sessions: Iterable[ExamSession], said: Said) -> Table | None:
    """The exam sessions in order of time; nothing where there is none."""
    columns = (
        Column(title=said("time"), share=1.6),
        Column(title=said("exam"), share=1.4),
        Column(title=said("subject"), share=1.4),
        Column(title=said("venues"), share=2.4),
        Column(title=said("listening"), share=1.4),
    )
    rows = tuple(
        (
            f"{day_clock(each.starts_at)}–{day_clock(each.ends_at)[6:]}",
            each.exam,
            each.subject,
            said.joined(list(each.venues)) or said("all_venues"),
            f"{day_clock(each.listening_from)[6:]}–{day_clock(each.listening_to)[6:]}"
            if each.listening_from and each.listening_to
            else "",
        )
        for each in sessions
    )
    return Table(columns=columns, rows=rows) if rows else None


def zone_visits(visits: Iterable[VisitFigures], said: Said) -> Section:
    """Visits inside zones, one line each."""
    columns = (
        Column(title=said("number"), share=1.7),
        Column(title=said("site"), share=1.6),
        Column(title=said("venue"), share=1.3),
        Column(title=said("time"), share=1.2),
        Column(title=said("outcome"), share=1.2),
        Column(title=said("found"), share=2.0),
    )
    rows = tuple(
        (
            visit.number,
            visit.site,
            visit.venue,
            day_clock(visit.arrived_at),
            said.words(f"common.{visit.outcome}") if visit.outcome else said("not_measured"),
            said.joined([said(f"case.{kind}") for kind in visit.breaches]),
        )
        for visit in visits
        if visit.inside
    )
    if not rows:
        return Section(title=said("part.zone_visits"), texts=(said("no_zone_visit"),))
    return _listed("part.zone_visits", columns, rows, said)
