"""调查询问笔录: one person, one session; questions preloaded, answers as said or left as lines to write on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from patrol_app.assets import Language
from patrol_app.domain.papers import Exchange, QuestionSession
from patrol_app.domain.record import VisitRecord
from patrol_app.domain.series import LevelSeries
from patrol_app.reports.blocks import Block, Cell, Paper, heading, keep, label, line, table, text, value
from patrol_app.reports.findings import suspected
from patrol_app.reports.frame import (
    BASIC,
    blank_below,
    missing,
    need,
    not_signing,
    paper,
    party_of,
    render_one,
    signatures,
    stop_if_missing,
)
from patrol_app.reports.words import Words, tenth

NAME = "question_record"
TITLE = "question.title"
CHECKS = BASIC
DETAILS = QuestionSession
PRESETS = 14


def preset_questions(record: VisitRecord, words: Words) -> tuple[Exchange, ...]:
    """The questions that the five review items ask for; the result is filled in where something was measured."""
    run = record.measurement
    shown = [f"preset_{number:02d}" for number in range(1, PRESETS + 1)]
    if run is None or run.laeq_db is None:
        shown.remove("preset_13")
    result = f"LAeq {tenth(run.laeq_db)} dB、LAFmax {tenth(run.lafmax_db)} dB" if run else ""
    return tuple(Exchange(question=words(f"question.{name}").replace("{result}", result)) for name in shown)


def lay_out(
    record: VisitRecord,
    series: Mapping[str, LevelSeries],
    words: Words,
    *,
    practice: bool = False,
    details: object = None,
) -> Paper:
    """The record as a paper; ``details`` is the ``QuestionSession``. Without exchanges the preset questions stand.

    Raises:
        BadInput: mandatory fields are missing.
    """
    del series
    title = words(TITLE)
    session = need(details, QuestionSession, title)
    names = [*missing(record, CHECKS)]
    names += [] if session.person.name.strip() else ["person"]
    names += [] if session.ended_at >= session.started_at else ["times"]
    stop_if_missing(names, title, words)
    blocks: list[Block] = [
        _head(record, session, words),
        heading(words("inspection.told")),
        *_told(record, words),
        heading(words("question.content")),
        *_content(session.exchanges or preset_questions(record, words), words),
        blank_below(words),
    ]
    return paper(
        record,
        words,
        title=title,
        blocks=blocks,
        practice=practice,
        signatures=_signatures(record, session, words),
        running_right=f"{session.person.name} · {words.day(session.started_at)}",
    )


def render(
    record: VisitRecord,
    series: Mapping[str, LevelSeries],
    *,
    language: Language = "zh",
    practice: bool = False,
    details: object = None,
) -> bytes:
    """The record as PDF/A-2b; ``details`` is the ``QuestionSession``."""
    words = Words(language)
    made = lay_out(record, series, words, practice=practice, details=details)
    return render_one(record, made, words, made_at=need(details, QuestionSession, made.title).ended_at)


def _head(record: VisitRecord, session: QuestionSession, words: Words) -> Block:
    person = session.person

    def pair(key: str, shown: object, **options: object) -> list[Cell]:
        return [label(words(f"question.{key}")), value(shown, **options)]

    time = words("common.from_to", start=words.minute(session.started_at), end=words.clock(session.ended_at))
    if session.started_at.date() != session.ended_at.date():
        time = words("common.from_to", start=words.minute(session.started_at), end=words.minute(session.ended_at))
    rows: list[list[Cell]] = [
        pair("time", time, span=5),
        pair("place", session.place, span=5),
        [*pair("person", person.name), *pair("sex", person.sex), *pair("age", person.age)],
        [*pair("id_number", person.id_number), *pair("phone", person.phone), *pair("post", person.post)],
        [*pair("employer", person.employer), *pair("relation", person.relation, span=3)],
        [*pair("address", person.address), *pair("postcode", person.postcode, span=3)],
    ]
    rows += [
        [*pair("officer", officer.name), *pair("certificate", officer.certificate_number, span=3)]
        for officer in record.officers
    ]
    rows.append([*pair("recorder", record.recorder.name), *pair("employer", record.authority.name, span=3)])
    return table([27, -1.6, 22, -1.0, 14, -0.7], rows)


def _told(record: VisitRecord, words: Words) -> Iterator[Block]:
    officers = words.joined(
        [words("inspection.told_officer", name=each.name, number=each.certificate_number) for each in record.officers]
    )
    identity = text(words("inspection.told_identity", authority=record.authority.name, officers=officers, joint=""))
    yield keep([identity, line(words("question.confirm"), words("inspection.hint_identity"))])
    found = suspected(record)
    cause = words("question.cause", cause=words(f"inspection.cause_{found}")) if found else words("question.cause_none")
    party = party_of(record)
    told = text(words("question.told_rights", party=party.name if party else record.site.name, cause=cause))
    yield keep([told, line(words("question.confirm"), words("inspection.hint_rights"))])


def _content(exchanges: tuple[Exchange, ...], words: Words) -> Iterator[Block]:
    for exchange in exchanges:
        yield text(words("question.ask", words=exchange.question))
        if exchange.answer:
            yield text(words("question.answer", words=exchange.answer))
        else:
            yield line(words("question.answer_blank"), words("question.hint_answer"))


def _signatures(record: VisitRecord, session: QuestionSession, words: Words) -> dict[str, object]:
    person = session.person
    cell, notes = not_signing(
        person.signature,
        words,
        name=person.name,
        post=person.post or "/",
        reason=person.refusal_reason,
        witness=person.witness,
        filmed=person.filmed,
    )
    other_side = {"label": words("question.sign_person"), "words": cell}
    rows = [other_side, *({"label": words("question.sign_officer")} for _ in record.officers)]
    rows.append({"label": words("question.sign_recorder")})
    end_line = {"label": words("question.confirm_end"), "hint": words("inspection.hint_end")}
    return signatures(words, every_page=other_side, last_page=rows, notes=notes, end_line=end_line)
