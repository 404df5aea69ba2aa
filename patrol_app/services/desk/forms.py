"""What officers fill in at the site: each form becomes a fact of the log, and what the record prints of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from patrol_app.assets import sentence
from patrol_app.domain.errors import BadInput
from patrol_app.domain.guidance import HelpVisit, LawTalk
from patrol_app.domain.people import PersonMet
from patrol_app.domain.record import EnteredWeather, Observation
from patrol_app.rules.cases import SIX_MEASURES, DustMeasuresCase
from patrol_app.rules.judge import judge
from patrol_app.rules.moment import local
from patrol_app.services.attaching import attach
from patrol_app.services.desk.departure import said
from patrol_app.services.desk.shelf import Shelf
from patrol_app.services.desk.visit import DeskVisit
from patrol_app.services.judging import place_of
from patrol_app.services.office.library_rows import key_of
from patrol_app.services.recall import attachments_of
from patrol_app.services.screen_facts import CheckFact, SiteFacts, ValueFact
from patrol_app.services.session.visit_log import VisitLog
from patrol_app.services.visit import VisitFacts

Answers = Mapping[str, object]
MEASURES = (*SIX_MEASURES, "board", "plan")


def _text(answers: Answers, name: str) -> str:
    return str(answers.get(name) or "").strip()


def _number(answers: Answers, name: str) -> float | None:
    text = _text(answers, name).replace("，", ".").replace(",", ".")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError as fault:
        raise BadInput("desk.form_number", field=sentence(f"desk.field.{name}", "zh"), value=text) from fault
    if not 0.0 <= value < 1e6:
        raise BadInput("desk.form_number", field=sentence(f"desk.field.{name}", "zh"), value=text)
    return value


def _yes(answers: Answers, name: str) -> bool | None:
    return {"yes": True, "no": False}.get(_text(answers, name))


def _wanted(answers: Answers, *names: str) -> None:
    for name in names:
        if not _text(answers, name):
            raise BadInput("desk.form_empty", field=sentence(f"desk.field.{name}", "zh"))


def fill(name: str, answers: Answers, shelf: Shelf, visit: DeskVisit, at: datetime) -> None:
    """Take in a form.

    Raises:
        BadInput: a field is missing or wrong; the sentence names it.
    """
    {
        "observation": _observation,
        "ban": _observation,
        "position": _position,
        "person": _person,
        "dust": _dust,
        "weather": _weather,
        "help": _help,
        "law_talk": _law_talk,
        "photo": _photo,
    }[name](answers, shelf, visit, at)


def _observation(answers: Answers, shelf: Shelf, visit: DeskVisit, at: datetime) -> None:
    _wanted(answers, "process")
    seen = visit.facts.observation
    changes: dict[str, Any] = {"process": _text(answers, "process"), "working": _yes(answers, "working") is not False}
    changes["activity"] = _text(answers, "activity") or (seen.activity if seen.activity != "—" else changes["process"])
    if "machines" in answers:
        parts = _text(answers, "machines").replace("，", "、").replace(",", "、").split("、")
        changes["machines"] = tuple(part.strip() for part in parts if part.strip())
    for field in ("permit_shown", "permit_posted", "exempt_work"):
        if field in answers:
            changes[field] = _yes(answers, field)
    if "statement" in answers:
        changes["statement"] = _text(answers, "statement") or None
    visit.session.command("observe", observation=replace(seen, **changes)).result(10)


def _note(visit: DeskVisit, head: str, text: str) -> None:
    """A sentence of the record under a head of its own; said anew it replaces what was said under it before."""
    seen: Observation = visit.facts.observation
    kept = tuple(note for note in seen.notes if not note.startswith(head))
    visit.session.command("observe", observation=replace(seen, notes=(*kept, head + text))).result(10)


def _position(answers: Answers, shelf: Shelf, visit: DeskVisit, at: datetime) -> None:
    _wanted(answers, "description")
    changed = replace(
        visit.facts.position,
        description=_text(answers, "description"),
        boundary_distance_m=_number(answers, "boundary_distance_m"),
        height_m=_number(answers, "height_m"),
        reflecting_distance_m=_number(answers, "reflecting_distance_m"),
        windscreen=_yes(answers, "windscreen"),
        indoor=_yes(answers, "indoor") is True,
    )
    visit.session.command("observe", position=changed).result(10)


def _person(answers: Answers, shelf: Shelf, visit: DeskVisit, at: datetime) -> None:
    _wanted(answers, "name", "post")
    before = visit.facts.person_met
    person = PersonMet(
        name=_text(answers, "name"),
        post=_text(answers, "post"),
        employer=_text(answers, "employer") or "—",
        relation=_text(answers, "relation") or "—",
        phone=_text(answers, "phone") or None,
        id_number=_text(answers, "id_number") or None,
        signature=before.signature if before else "signed",
    )
    visit.session.command("observe", person_met=person).result(10)


def _dust(answers: Answers, shelf: Shelf, visit: DeskVisit, at: datetime) -> None:
    states = {name: _text(answers, name) for name in MEASURES if _text(answers, name) in ("met", "not_met")}
    if not states:
        raise BadInput("desk.form_dust")
    case = DustMeasuresCase(
        when=local(at),
        place=place_of(visit.facts),
        measures={name: states[name] for name in SIX_MEASURES if name in states},  # type: ignore[misc]  # met or not
        board_posted=_seen(states.get("board")),
        plan_filed=_seen(states.get("plan")),
    )
    verdict = judge(case, shelf.book)
    body = {"measures": states, "verdict": verdict}
    shelf.store.append("dust_measures.checked", visit.number, body, actor=_actor(visit.facts), at=at)
    words = "；".join(
        f"{sentence(f'rules.measure.{name}', 'zh')}{sentence(f'desk.{state}', 'zh')}" for name, state in states.items()
    )
    _note(visit, sentence("desk.note.dust", "zh"), words)


def _seen(state: str | None) -> bool | None:
    return None if state is None else state == "met"


def _weather(answers: Answers, shelf: Shelf, visit: DeskVisit, at: datetime) -> None:
    wind = _number(answers, "wind_m_s")
    rain = _yes(answers, "rain")
    if wind is None and rain is None:
        raise BadInput("desk.form_empty", field=sentence("desk.field.wind_m_s", "zh"))
    if wind is not None:
        _wanted(answers, "wind_meter")
    _wanted(answers, "read_by")
    by, meter = _text(answers, "read_by"), _text(answers, "wind_meter")
    entry = EnteredWeather(at=at, wind_m_s=wind, rain=rain, by=by, instrument=meter)
    visit.session.command("enter_weather", entry=entry).result(10)
    falls = {None: "desk.note.rain_unknown", True: "desk.note.rain", False: "desk.note.dry"}[rain]
    told = sentence(falls, "zh") if wind is None else f"{wind:g} m/s（{meter}），{sentence(falls, 'zh')}"
    told = f"{local(at):%H:%M} {told}，{sentence('desk.note.read_by', 'zh', name=by)}"
    _note(visit, sentence("desk.note.weather", "zh"), told)


def _help(answers: Answers, shelf: Shelf, visit: DeskVisit, at: datetime) -> None:
    _wanted(answers, "problem")
    entry = HelpVisit(
        number=_next(shelf, "help_visits", f"{visit.number}-H"),
        held_on=local(at).date(),
        site=visit.facts.site.name,
        problem=_text(answers, "problem"),
        advice=int(_number(answers, "advice") or 0),
        hazards_removed=int(_number(answers, "hazards_removed") or 0),
        officers=tuple(officer.name for officer in visit.facts.officers),
    )
    shelf.store.append("library.help_visits", key_of(entry), entry, actor=_actor(visit.facts), at=at)


def _law_talk(answers: Answers, shelf: Shelf, visit: DeskVisit, at: datetime) -> None:
    _wanted(answers, "audience")
    entry = LawTalk(
        number=_next(shelf, "law_talks", f"{visit.number}-L"),
        held_on=local(at).date(),
        place=visit.facts.site.name,
        audience=_text(answers, "audience"),
        people=int(_number(answers, "people") or 0),
        materials=int(_number(answers, "materials") or 0),
        articles=_text(answers, "articles") or None,
        officers=tuple(officer.name for officer in visit.facts.officers),
    )
    shelf.store.append("library.law_talks", key_of(entry), entry, actor=_actor(visit.facts), at=at)


def _next(shelf: Shelf, kind: str, prefix: str) -> str:
    count = sum(1 for entry in shelf.store.latest_of_kind(f"library.{kind}") if entry.subject.startswith(prefix))
    return f"{prefix}{count + 1}"


def _photo(answers: Answers, shelf: Shelf, visit: DeskVisit, at: datetime) -> None:
    _wanted(answers, "path", "what", "maker")
    source = _text(answers, "source") or "phone"
    # a log of its own, since the session's belongs to the session's thread; the store keeps their order
    log = VisitLog(shelf.store, visit.number, actor=_actor(visit.facts), now=lambda: at, signer=None)
    attach(
        Path(_text(answers, "path")).expanduser(),
        folder=visit.folder.attachments,
        visit_log=log,
        already=attachments_of(shelf.store, visit.number),
        what=_text(answers, "what"),
        maker=_text(answers, "maker"),
        source=source,  # type: ignore[arg-type]  # a choice of the form
        at=at,
        by=visit.facts.recorder.name,
        stated_at=at if _yes(answers, "taken_now") else None,
    )
    log.flush()


def _actor(facts: VisitFacts) -> str:
    return facts.recorder.certificate_number


def _word(value: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[value]


def site_facts(shelf: Shelf, visit: DeskVisit) -> SiteFacts:
    """What was said so far: the forms' answers, for changing them, and rows to read."""
    facts = visit.facts
    seen, position, person = facts.observation, facts.position, facts.person_met
    plain = {"activity": seen.activity, "process": seen.process}
    observation: dict[str, object] = {name: "" if text == "—" else text for name, text in plain.items()}
    observation |= {"working": _word(seen.working), "statement": seen.statement or ""}
    observation |= {name: _word(getattr(seen, name)) for name in ("permit_shown", "permit_posted", "exempt_work")}
    observation["machines"] = "、".join(seen.machines)
    place: dict[str, object] = {"description": "" if position.description == "—" else position.description}
    for name in ("boundary_distance_m", "height_m", "reflecting_distance_m"):
        value = getattr(position, name)
        place[name] = "" if value is None else f"{value:g}"
    place |= {"windscreen": _word(position.windscreen), "indoor": _word(position.indoor)}
    met: dict[str, object] = {}
    if person is not None:
        met = {name: getattr(person, name) or "" for name in ("name", "post", "employer", "relation", "phone")}
    checked = shelf.store.latest("dust_measures.checked", facts.number)
    attached = attachments_of(shelf.store, facts.number)
    helped = [entry for entry in shelf.store.latest_of_kind("library.help_visits") if facts.number in entry.subject]
    talked = [entry for entry in shelf.store.latest_of_kind("library.law_talks") if facts.number in entry.subject]
    rows = [
        _row("observation", "" if seen.process == "—" else f"{seen.process}"),
        _row("position", str(place["description"])),
        _row("person", f"{person.name} {person.post}" if person else ""),
        _row("dust", "" if checked is None else str(len(checked.body["measures"]))),
        _row("photo", str(len(attached)) if attached else ""),
        _row("help", str(len(helped)) if helped else ""),
        _row("law_talk", str(len(talked)) if talked else ""),
    ]
    rows.extend(
        CheckFact(state="ok", title=said("close.text", text=note.partition("：")[0]),
                  detail=said("close.text", text=note.partition("：")[2]))
        for note in seen.notes
    )  # fmt: skip
    return SiteFacts(
        number=facts.number,
        site=facts.site.name,
        answers={
            "observation": observation,
            "ban": observation,
            "position": place,
            "person": met,
            "dust": dict(checked.body["measures"]) if checked is not None else {},
            "photo": {"maker": facts.recorder.name, "source": "phone"},
            "weather": {
                "read_by": facts.weather_entered[-1].by if facts.weather_entered else facts.recorder.name,
                "wind_meter": facts.weather_entered[-1].instrument if facts.weather_entered else "",
            },
        },
        rows=tuple(rows),
        photos=tuple(
            ValueFact(
                label=said("close.text", text=f"{one.label} {one.what}"), value=said("close.text", text=one.maker)
            )
            for one in attached
        ),
    )


def _row(name: str, text: str) -> CheckFact:
    detail = said("close.text", text=text) if text else said("desk.not_said")
    return CheckFact(state="ok" if text else "open", title=said(f"desk.form.{name}"), detail=detail)
