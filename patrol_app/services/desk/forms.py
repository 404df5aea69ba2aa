"""What officers fill in at the site: each form becomes a fact of the log, and what the record prints of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from patrol_app.assets import sentence
from patrol_app.domain.errors import BadInput
from patrol_app.domain.guidance import HelpVisit, LawTalk
from patrol_app.domain.people import PersonMet
from patrol_app.domain.record import DustMeasuresSeen, EnteredWeather, Observation
from patrol_app.planning.offsets import offset_m
from patrol_app.rules.cases import SIX_MEASURES
from patrol_app.rules.judge import judge
from patrol_app.rules.moment import local
from patrol_app.services.attaching import attach
from patrol_app.services.desk.at_site import VisitAtSite
from patrol_app.services.desk.departure import said
from patrol_app.services.desk.exhibits import exhibit_facts
from patrol_app.services.desk.form_answers import Answers, number, text, wanted, yes
from patrol_app.services.desk.shelf import Shelf
from patrol_app.services.desk.site_places import (
    other_facts,
    outline_m,
    point_facts,
    position_answers,
    position_of,
    source_facts,
)
from patrol_app.services.judging import dust_measures_case
from patrol_app.services.office.library_rows import key_of
from patrol_app.services.place_facts import SiteFacts
from patrol_app.services.recall import attachments_of
from patrol_app.services.screen_facts import CheckFact
from patrol_app.services.session.visit_log import VisitLog
from patrol_app.services.visit import VisitFacts

MEASURES = (*SIX_MEASURES, "board", "plan")


def fill(name: str, answers: Answers, shelf: Shelf, visit: VisitAtSite, at: datetime) -> None:
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


def _observation(answers: Answers, shelf: Shelf, visit: VisitAtSite, at: datetime) -> None:
    wanted(answers, "process")
    seen = visit.facts.observation
    changes: dict[str, Any] = {"process": text(answers, "process"), "working": yes(answers, "working") is not False}
    changes["activity"] = text(answers, "activity") or (seen.activity if seen.activity != "—" else changes["process"])
    if "machines" in answers:
        parts = text(answers, "machines").replace("，", "、").replace(",", "、").split("、")
        changes["machines"] = tuple(part.strip() for part in parts if part.strip())
    for field in ("permit_shown", "permit_posted", "exempt_work"):
        if field in answers:
            changes[field] = yes(answers, field)
    if "statement" in answers:
        changes["statement"] = text(answers, "statement") or None
    visit.observe(observation=replace(seen, **changes))


def _note(visit: VisitAtSite, head: str, text: str) -> None:
    """A sentence of the record under a head of its own; said anew it replaces what was said under it before."""
    seen: Observation = visit.facts.observation
    kept = tuple(note for note in seen.notes if not note.startswith(head))
    # the paper runs one note into the next
    sentence_of_it = head + text.rstrip("。") + "。"
    visit.observe(observation=replace(seen, notes=(*kept, sentence_of_it)))


def _position(answers: Answers, shelf: Shelf, visit: VisitAtSite, at: datetime) -> None:
    visit.observe(position=position_of(answers, visit.facts.position))


def _person(answers: Answers, shelf: Shelf, visit: VisitAtSite, at: datetime) -> None:
    wanted(answers, "name", "post")
    before = visit.facts.person_met
    if before is not None and before.name != text(answers, "name"):
        # another person has neither refused nor been away
        before = None
    person = replace(
        before or PersonMet(name="", post="", employer="", relation=""),
        name=text(answers, "name"),
        post=text(answers, "post"),
        employer=text(answers, "employer") or "—",
        relation=text(answers, "relation") or "—",
        phone=text(answers, "phone") or None,
        id_number=text(answers, "id_number") or None,
        values_told=yes(answers, "values_told"),
    )
    visit.observe(person_met=person)


def _dust(answers: Answers, shelf: Shelf, visit: VisitAtSite, at: datetime) -> None:
    states = {name: text(answers, name) for name in MEASURES if text(answers, name) in ("met", "not_met")}
    if not states:
        raise BadInput("desk.form_dust")
    seen = DustMeasuresSeen(at=at, states=states)
    visit.observe(dust_measures=seen)
    case = dust_measures_case(visit.facts)
    assert case is not None
    body = {"measures": states, "verdict": judge(case, shelf.book)}
    shelf.store.append("dust_measures.checked", visit.number, body, actor=_actor(visit.facts), at=at)
    words = "；".join(
        f"{sentence(f'rules.measure.{name}', 'zh')}{sentence(f'desk.{state}', 'zh')}" for name, state in states.items()
    )
    _note(visit, sentence("desk.note.dust", "zh"), words)


def _weather(answers: Answers, shelf: Shelf, visit: VisitAtSite, at: datetime) -> None:
    wind = number(answers, "wind_m_s")
    rain = yes(answers, "rain")
    if wind is None and rain is None:
        raise BadInput("desk.form_empty", field=sentence("desk.field.wind_m_s", "zh"))
    if wind is not None:
        wanted(answers, "wind_meter")
    wanted(answers, "read_by")
    by, meter = text(answers, "read_by"), text(answers, "wind_meter")
    entry = EnteredWeather(at=at, wind_m_s=wind, rain=rain, by=by, instrument=meter)
    visit.enter_weather(entry)
    falls = {None: "desk.note.rain_unknown", True: "desk.note.rain", False: "desk.note.dry"}[rain]
    told = sentence(falls, "zh") if wind is None else f"{wind:g} m/s（{meter}），{sentence(falls, 'zh')}"
    told = f"{local(at):%H:%M} {told}，{sentence('desk.note.read_by', 'zh', name=by)}"
    _note(visit, sentence("desk.note.weather", "zh"), told)


def _help(answers: Answers, shelf: Shelf, visit: VisitAtSite, at: datetime) -> None:
    wanted(answers, "problem")
    entry = HelpVisit(
        number=_next(shelf, "help_visits", f"{visit.number}-H"),
        held_on=local(at).date(),
        site=visit.facts.site.name,
        problem=text(answers, "problem"),
        advice=int(number(answers, "advice") or 0),
        hazards_removed=int(number(answers, "hazards_removed") or 0),
        officers=tuple(officer.name for officer in visit.facts.officers),
    )
    shelf.store.append("library.help_visits", key_of(entry), entry, actor=_actor(visit.facts), at=at)
    told = sentence("desk.note.helped", "zh", problem=entry.problem, advice=entry.advice, hazards=entry.hazards_removed)
    _note(visit, sentence("desk.note.help", "zh", number=entry.number.rpartition("-")[2]), told)


def _law_talk(answers: Answers, shelf: Shelf, visit: VisitAtSite, at: datetime) -> None:
    wanted(answers, "audience")
    entry = LawTalk(
        number=_next(shelf, "law_talks", f"{visit.number}-L"),
        held_on=local(at).date(),
        place=visit.facts.site.name,
        audience=text(answers, "audience"),
        people=int(number(answers, "people") or 0),
        materials=int(number(answers, "materials") or 0),
        articles=text(answers, "articles") or None,
        officers=tuple(officer.name for officer in visit.facts.officers),
    )
    shelf.store.append("library.law_talks", key_of(entry), entry, actor=_actor(visit.facts), at=at)
    told = sentence("desk.note.talked", "zh", audience=entry.audience, people=entry.people, materials=entry.materials)
    _note(visit, sentence("desk.note.law_talk", "zh", number=entry.number.rpartition("-")[2]), told)


def _next(shelf: Shelf, kind: str, prefix: str) -> str:
    count = sum(1 for entry in shelf.store.latest_of_kind(f"library.{kind}") if entry.subject.startswith(prefix))
    return f"{prefix}{count + 1}"


def _photo(answers: Answers, shelf: Shelf, visit: VisitAtSite, at: datetime) -> None:
    wanted(answers, "path", "what", "maker")
    source = text(answers, "source") or "phone"
    # a log of its own, since the session's belongs to the session's thread; the store keeps their order
    log = VisitLog(shelf.store, visit.number, actor=_actor(visit.facts), now=lambda: at, signer=None)
    attach(
        Path(text(answers, "path")).expanduser(),
        folder=visit.folder.attachments,
        visit_log=log,
        already=attachments_of(shelf.store, visit.number),
        what=text(answers, "what"),
        maker=text(answers, "maker"),
        source=source,  # type: ignore[arg-type]  # a choice of the form
        at=at,
        by=visit.facts.recorder.name,
        stated_at=at if yes(answers, "taken_now") else None,
    )
    log.flush()


def _actor(facts: VisitFacts) -> str:
    return facts.recorder.certificate_number


def _word(value: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[value]


def site_facts(shelf: Shelf, visit: VisitAtSite) -> SiteFacts:
    """What was said so far: the forms' answers, for changing them, and rows to read."""
    facts = visit.facts
    seen, position, person = facts.observation, facts.position, facts.person_met
    plain = {"activity": seen.activity, "process": seen.process}
    observation: dict[str, object] = {name: "" if text == "—" else text for name, text in plain.items()}
    observation |= {"working": _word(seen.working), "statement": seen.statement or ""}
    observation |= {name: _word(getattr(seen, name)) for name in ("permit_shown", "permit_posted", "exempt_work")}
    observation["machines"] = "、".join(seen.machines)
    place = position_answers(position)
    met: dict[str, object] = {}
    if person is not None:
        written = ("name", "post", "employer", "relation", "phone", "id_number")
        met = {name: getattr(person, name) or "" for name in written}
        met |= {"values_told": _word(person.values_told)}
    checked = shelf.store.latest("dust_measures.checked", facts.number)
    attached = attachments_of(shelf.store, facts.number)
    helped = [entry for entry in shelf.store.latest_of_kind("library.help_visits") if facts.number in entry.subject]
    talked = [entry for entry in shelf.store.latest_of_kind("library.law_talks") if facts.number in entry.subject]
    rows = [
        _row("observation", "" if seen.process == "—" else f"{seen.process}"),
        *_point_rows(visit),
        _row("other", "、".join(f"{one.name} {one.employer}" for one in facts.others)),
        _row("person", f"{person.name} {person.post}" if person else ""),
        _row("dust", "" if checked is None else str(len(checked.body["measures"]))),
        _row("photo", str(len(attached)) if attached else ""),
        _row("help", str(len(helped)) if helped else ""),
        _row("law_talk", str(len(talked)) if talked else ""),
    ]
    rows.extend(
        CheckFact(state="ok", title=said("close.text", text=note.partition("：")[0]),
                  detail=said("close.text", text=note.partition("：")[2].rstrip("。")))
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
        others=other_facts(facts),
        points=point_facts(facts, visit.point, visit.run_labels),
        sources=source_facts(facts),
        outline_m=outline_m(facts),
        corners_m=tuple(offset_m(facts.site.place, corner) for corner in visit.corners),
        photos=exhibit_facts(visit, attached),
    )


def _point_rows(visit: VisitAtSite) -> list[CheckFact]:
    """A row for each measuring point; which one is measured next is said where there are several."""
    facts = visit.facts
    if not facts.points:
        words = "" if facts.position.description == "—" else facts.position.description
        return [_row("position", words)]
    rows = []
    for one in point_facts(facts, visit.point, visit.run_labels):
        key = "desk.point_row.next" if one.chosen else "desk.point_row"
        detail = said(key, name=one.name or "—", runs="、".join(one.runs) or "—")
        rows.append(
            CheckFact(state="ok" if one.name else "open", title=said("close.text", text=one.label), detail=detail)
        )
    return rows


def _row(name: str, text: str) -> CheckFact:
    detail = said("close.text", text=text) if text else said("desk.not_said")
    return CheckFact(state="ok" if text else "open", title=said(f"desk.form.{name}"), detail=detail)
