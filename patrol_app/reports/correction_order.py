"""责令改正违法行为决定书: the order to correct (Administrative Penalty Law art. 28), on the law in force at the visit.

An exceedance that only screening has shown is no ground of an order: it needs the monitoring report first. What can be
seen at once, such as night work without a permit, is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from patrol_app.assets import Language
from patrol_app.domain.errors import CannotDo
from patrol_app.domain.record import VisitRecord
from patrol_app.domain.series import LevelSeries
from patrol_app.domain.verdict import LawCitation, Verdict
from patrol_app.reports.blocks import Block, Paper, keep, space, text
from patrol_app.reports.frame import BASIC, missing, paper, party_of, render_one, stop_if_missing
from patrol_app.reports.order_facts import evidence, facts
from patrol_app.reports.words import Words

NAME = "correction_order"
TITLE = "order.title"
CORRECTION_LAW = "中华人民共和国行政处罚法 第二十八条"
_ARTICLE = re.compile(r"^([^（ ]*（[^）]*）|\S+)\s*(.*)$")
_DEFINITION = "本法所称"
MEASURED_KINDS = ("construction_noise", "construction_dust")

CHECKS = (
    *BASIC,
    ("order_number", lambda record: bool(record.order_number)),
    ("party", lambda record: bool((party := party_of(record)) and party.name)),
    ("credit_code", lambda record: bool((party := party_of(record)) and party.credit_code)),
    ("legal_representative", lambda record: bool((party := party_of(record)) and party.legal_representative)),
    ("party_address", lambda record: bool((party := party_of(record)) and party.address)),
    ("site_address", lambda record: bool(record.site.address)),
    ("breach", lambda record: any(verdict.outcome in ("exceeds", "breach") for verdict in record.verdicts)),
    ("law", lambda record: bool(violated(breaches(record))) or not breaches(record)),
    ("review_body", lambda record: bool(record.authority.review_body)),
    ("court", lambda record: bool(record.authority.court)),
)


def breaches(record: VisitRecord) -> tuple[Verdict, ...]:
    """The verdicts that carry an order: breaches seen at once, and exceedances where the unit's values count."""
    return tuple(
        verdict
        for verdict in record.verdicts
        if verdict.outcome in ("exceeds", "breach")
        and not (verdict.kind in MEASURED_KINDS and record.authority.screening_only)
    )


def citations(verdicts: Iterable[Verdict], *roles: str) -> tuple[LawCitation, ...]:
    """The articles of ``roles`` that the verdicts name, each once, in their order."""
    found: dict[str, LawCitation] = {}
    for verdict in verdicts:
        for law in verdict.law:
            if law.role in roles:
                found.setdefault(law.article, law)
    return tuple(found.values())


def violated(verdicts: Iterable[Verdict]) -> tuple[LawCitation, ...]:
    """The duties that were broken; a definition (本法所称…) explains a word and cannot be broken."""
    return tuple(law for law in citations(verdicts, "duty") if not (law.text or "").strip().startswith(_DEFINITION))


def lay_out(
    record: VisitRecord,
    series: Mapping[str, LevelSeries],
    words: Words,
    *,
    practice: bool = False,
    details: object = None,
) -> Paper:
    """The order as a paper.

    Args:
        record: the visit.
        series: unused; papers share one signature.
        words: the form set in one language.
        practice: marks the pages.
        details: the officer's own words for what must be done, if any; otherwise the form set's for each breach.

    Raises:
        BadInput: mandatory fields are missing; the sentence lists them.
        CannotDo: only screening shows an exceedance, and nothing else was found.
    """
    del series
    correction = details if isinstance(details, str) else None
    title = words(TITLE)
    stop_if_missing(missing(record, CHECKS), title, words)
    grounds = breaches(record)
    if not grounds:
        raise CannotDo("reports.order_needs_report", number=record.number)
    blocks: list[Block] = [
        *party_lines(record, words),
        *(text(each) for each in facts(record, grounds, words)),
        *evidence(record, grounds, words),
        *_law(record, grounds, words, correction),
        *_end(record, words),
    ]
    return paper(
        record,
        words,
        title=title,
        blocks=blocks,
        practice=practice,
        running_right=record.order_number or "",
        right=record.order_number or "",
    )


def render(
    record: VisitRecord,
    series: Mapping[str, LevelSeries],
    *,
    language: Language = "zh",
    practice: bool = False,
    details: object = None,
) -> bytes:
    """The order as PDF/A-2b; the same record gives the same bytes."""
    words = Words(language)
    made = lay_out(record, series, words, practice=practice, details=details)
    return render_one(record, made, words, number=record.order_number or "")


def party_lines(record: VisitRecord, words: Words) -> Iterator[Block]:
    """The party block: name, credit code, legal representative, address, spelt as in every paper of the case."""
    party = party_of(record)
    if party is None:
        return
    yield text(words("order.party_line", name=party.name), indent=False)
    yield text(words("order.credit_line", code=party.credit_code), indent=False)
    yield text(words("order.legal_line", name=party.legal_representative), indent=False)
    yield text(words("order.address_line", address=party.address), indent=False)


def article_name(article: str) -> str:
    """中华人民共和国噪声污染防治法 第七十七条 as 《中华人民共和国噪声污染防治法》第七十七条.

    A standard carries its number in brackets behind its name, and that number holds a blank.
    """
    found = _ARTICLE.match(article)
    name, number = found.groups() if found else (article, "")
    return f"《{name.strip('《》')}》{number.replace(' ', '')}"


def quoted(laws: Sequence[LawCitation], words: Words) -> Iterator[Block]:
    """The articles with their text, or marked where it was not verified."""
    for law in laws:
        article = article_name(law.article)
        if law.text and law.confidence != "unverified":
            for paragraph in words("order.quoted", article=article, text=law.text.strip()).splitlines():
                yield text(paragraph.strip())
        else:
            yield text(words("order.unquoted", article=article))


def named(laws: Sequence[LawCitation], words: Words) -> str:
    """The articles by name in one phrase, those not verified marked."""
    names = []
    for law in laws:
        article = article_name(law.article)
        sure = law.text is not None and law.confidence != "unverified"
        names.append(article if sure else words("order.unverified", article=article))
    return words.joined(names)


def _law(record: VisitRecord, grounds: Sequence[Verdict], words: Words, correction: str | None) -> Iterator[Block]:
    duties, penalties = violated(grounds), citations(grounds, "penalty")
    yield text(words("order.violated", articles=words.joined([article_name(law.article) for law in duties])))
    yield from quoted(duties, words)
    general = [law for law in citations(grounds, "procedure") if law.article.startswith(CORRECTION_LAW)]
    parts = [words("order.first_paragraph", article=article_name(law.article)) for law in general]
    parts = parts or [words("order.penalty_law")]
    basis = words.joined([*parts, *([named(penalties, words)] if penalties else [])])
    yield text(words("order.basis", articles=basis))
    todo = [correction] if correction else [words(f"order.do_{verdict.kind}") for verdict in grounds]
    for number, act in enumerate(dict.fromkeys(todo), start=1):
        yield text(f"{number}. {act}" if len(todo) > 1 else act)
    yield text(words("order.independent"))
    if penalties:
        yield text(words("order.supervise", articles=named(penalties, words)))
        yield from quoted(penalties, words)
    else:
        yield text(words("order.supervise_plain"))
    yield text(words("order.remedy", review=record.authority.review_body, court=record.authority.court))


def _end(record: VisitRecord, words: Words) -> Iterator[Block]:
    seal = f"{record.authority.name}{words('order.seal')}\n{words.day(record.left_at)}"
    yield space(6)
    yield keep([{"kind": "right", "text": seal}])
    yield text(words("order.handover"), size=9, indent=False)
