"""From the facts of a visit's end to the words of the closing screen; the chain band is shared with review."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from patrol_app.assets import sentence
from patrol_app.services.screen_facts import (
    ChainLink,
    CheckFact,
    ClosingFacts,
    OutcomeFact,
    Said,
    SignatureFact,
    ValueFact,
)
from patrol_app.ui import figures, language
from patrol_app.ui.officer.live_words import dot
from patrol_app.ui.said import words
from patrol_app.ui.widgets.chain_band import ChainView, LinkView
from patrol_app.ui.widgets.fact_list import FactRow, FactsView
from patrol_app.ui.widgets.signature_card import CardView
from patrol_app.ui.widgets.verdict_block import VerdictState, VerdictView

translate = QCoreApplication.translate

_STATES: dict[str, VerdictState] = {
    "exceeds": "acknowledged",
    "complies": "complies",
    "indicative": "cannot",
    "cannot_be_judged": "cannot",
}


def outcome_view(outcome: OutcomeFact) -> VerdictView:
    """The verdict as it stands: seen, so never solid."""
    return VerdictView(_STATES[outcome.outcome], words(outcome.title), words(outcome.detail))


def reasons_note(outcome: OutcomeFact) -> str:
    """That there are more reasons than the block has room for, and where they are."""
    count = len(outcome.reasons)
    return sentence("close.reasons", language.current(), count=count) if count > 1 else ""


def value_row(one: ValueFact) -> FactRow:
    """A labelled value."""
    return FactRow(words(one.label), words(one.value), weighty=one.weighty)


def check_row(one: CheckFact) -> FactRow:
    """A check with its sign."""
    return FactRow(words(one.title), words(one.detail), one.state)


def _more() -> str:
    return sentence("close.more", language.current())


def values_view(facts: ClosingFacts) -> FactsView:
    """What the verdict was made of."""
    return FactsView(rows=tuple(value_row(one) for one in facts.values), more=_more())


def record_view(facts: ClosingFacts) -> FactsView:
    """What is in the record."""
    pages = translate("Close", "{count} 页").format(count=facts.record_pages)
    # before it was set there is no number of pages to tell
    note = dot(translate("Close", "现场检查（勘察）笔录"), pages if facts.record_pages else "")
    rows = tuple(check_row(one) for one in facts.record)
    heading = translate("Close", "笔录")
    return FactsView(heading, note, rows, signed=True, strong="label", pitch=32, kept_last=True, more=_more())


def pack_view(facts: ClosingFacts) -> FactsView:
    """What will be in the pack."""
    pieces = translate("Close", "{count} 件").format(count=len(facts.pack))
    size = f"{facts.pack_bytes / 1e6:.0f} MB" if facts.pack_bytes >= 1e6 else f"{facts.pack_bytes / 1e3:.0f} kB"
    rows = tuple(check_row(one) for one in facts.pack)
    heading, note = translate("Close", "证据包"), dot(pieces, size)
    return FactsView(heading, note, rows, signed=True, strong="label", pitch=29, more=_more())


def target_view(facts: ClosingFacts) -> FactsView:
    """Chain head and where the pack goes."""
    head = " ".join(facts.chain_sha256[start : start + 4] for start in (0, 4, 8))
    rows = (
        FactRow(translate("Close", "链头 SHA-256"), f"{head} ⋯" if head.strip() else figures.DASH),
        FactRow(translate("Close", "存到"), words(facts.target) if isinstance(facts.target, Said) else facts.target),
    )
    return FactsView(rows=rows, pitch=26, ruled=False)


def pack_words(facts: ClosingFacts) -> tuple[str, bool]:
    """What the pack button says, and whether it can be pressed."""
    if facts.pack_made:
        return translate("Close", "证据包已生成并核对"), False
    make = translate("Close", "生成证据包")
    if facts.pack_wants is not None:
        return dot(make, words(facts.pack_wants)), False
    return dot(make, translate("Close", "按住 1 秒")), True


def card_view(one: SignatureFact, *, practice: bool = False) -> CardView:
    """An officer's card."""
    certificate = translate("Close", "执法证号 {number}").format(number=one.officer.certificate_number)
    if one.signed_at is None:
        waits = sentence("desk.practice_no_signature", language.current()) if practice else translate("Close", "等签名")
        return CardView(one.officer.name, certificate, waits, "open")
    state = translate("Close", "已签 {time}").format(time=figures.clock(one.signed_at))
    if one.key_name:
        state = dot(state, translate("Close", "钥匙 {name}").format(name=one.key_name))
    return CardView(one.officer.name, certificate, state, "ok", one.strokes)


def party_choices() -> tuple[str, str, str]:
    """The three equal choices."""
    return translate("Close", "本人签名"), translate("Close", "拒绝签名"), translate("Close", "不在场")


def chain_view(links: tuple[ChainLink, ...]) -> ChainView:
    """The band."""
    names = {
        "bytes": translate("Chain", "原始字节"),
        "readings": translate("Chain", "读数"),
        "levels": translate("Chain", "声级"),
        "verdict": translate("Chain", "判定"),
        "record": translate("Chain", "笔录"),
        "signatures": translate("Chain", "签名"),
        "paper": translate("Chain", "纸面"),
    }
    return ChainView(
        translate("Chain", "从字节到纸面"),
        translate("Chain", "每一环由上一环重算"),
        tuple(LinkView(names[link.name], words(link.note), link.remade) for link in links),
    )


def aloud(facts: ClosingFacts) -> list[tuple[str, str]]:
    """What is read to the party before it signs: verdict with every reason, values, record and pack, line by line."""
    reasons = facts.outcome.reasons or (facts.outcome.detail,)
    lines = [("", words(facts.outcome.title)), *(("", words(one)) for one in reasons)]
    lines += [("", dot(words(one.label), words(one.value))) for one in facts.values]
    lines += [("", dot(words(one.title), words(one.detail))) for one in facts.record]
    lines += [("", dot(words(one.title), words(one.detail))) for one in facts.pack]
    return lines
