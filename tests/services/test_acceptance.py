"""What a supervisor must not be able to accept, and how each broken pack is told; on the pack of a short visit."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from demo_night import copy_of, replace_file, zipped
from short_visit import short_pack

from patrol_app.assets import sentence
from patrol_app.domain.errors import BadInput, CannotDo, PatrolError
from patrol_app.evidence.certificates import Holder
from patrol_app.evidence.keys import make_signer
from patrol_app.evidence.signer import Signer
from patrol_app.evidence.verify import verify_pack
from patrol_app.services.checking.compared import Check
from patrol_app.services.desk.acceptance import faults, refusal
from patrol_app.services.desk.review import Case, Review, letters
from patrol_app.services.desk.review_facts import review_facts
from patrol_app.services.desk.shelf import open_shelf
from patrol_app.store.home import Home

NUMBER = "T-20260606-01"
REVIEWER = ("复核人丁", "DEMO-0009")
AT = datetime(2026, 6, 8, 1, 0, tzinfo=UTC)


def copied(source: str, target: str) -> None:
    """The database is written to; recordings are not, and are large."""
    (shutil.copy2 if "patrol.db" in source else os.link)(source, target)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    out = short_pack().pack.path.parents[1]
    shutil.copytree(out / "data", tmp_path / "data", copy_function=copied)
    made = Home.open(tmp_path / "data")
    shutil.copy2(short_pack().pack.path, made.packs / f"{NUMBER}.zip")
    return made


@pytest.fixture
def review(home: Home) -> Iterator[Review]:
    shelf = open_shelf(home.path)
    made = Review(shelf)
    made.load(AT)
    yield made
    shelf.store.close()


def signer(who: tuple[str, str] = REVIEWER) -> Signer:
    holder = Holder(name=who[0], certificate_number=who[1], organisation="演示单位")
    return make_signer(holder, not_before=datetime(2026, 6, 1, tzinfo=UTC))


def opened(review: Review) -> Case:
    review.open_case(0)
    review.check(AT)
    assert review.case is not None
    return review.case


def refused(
    review: Review, key: str, decision: str = "accepted", who: tuple[str, str] = REVIEWER, remark: str = ""
) -> str:
    """The sentence of a decision that is not taken; nothing of it reaches the log or the pack."""
    pack = review.pack_path(NUMBER)
    before = pack.read_bytes() if pack.is_file() else b""
    head = review.shelf.store.head().sequence
    with pytest.raises(PatrolError) as fault:
        review.decide(NUMBER, decision, remark, who, signer(who), AT)  # type: ignore[arg-type]
    assert fault.value.key == key
    assert review.shelf.store.head().sequence == head
    assert (pack.read_bytes() if pack.is_file() else b"") == before
    assert sentence(key, "en", **fault.value.data)
    return sentence(key, "zh", **fault.value.data)


def decide(review: Review, decision: str, remark: str = "", key: Signer | None = None, later: int = 1) -> None:
    review.decide(NUMBER, decision, remark, REVIEWER, key, AT + timedelta(minutes=later))  # type: ignore[arg-type]
    review.shown = "all"
    review.load(AT + timedelta(hours=1))
    opened(review)


def test_a_good_pack_is_accepted_once_and_carries_one_signature_more(review: Review, home: Home) -> None:
    assert faults(opened(review)) == ()
    decide(review, "accepted", key=signer())
    report = verify_pack(home.packs / f"{NUMBER}.zip", None, AT + timedelta(days=1))
    assert report.intact
    assert [one.role for one in report.signers] == ["officer-1", "officer-2", "supervisor"]
    assert "复核人丁（DEMO-0009）" in refused(review, "desk.accepted_before")
    refused(review, "desk.no_remark", "sent_back")
    decide(review, "sent_back", "测点写错了", later=2)
    assert "复核人丁（DEMO-0009）" in refused(review, "desk.waits_for_officers")
    refused(review, "desk.waits_for_officers", "sent_back", remark="再补一张")


def test_the_signature_given_to_the_order_stands_for_the_acceptance(review: Review, home: Home) -> None:
    from patrol_app.evidence.additions import countersign

    key = signer()
    countersign(home.packs / f"{NUMBER}.zip", key, at=AT)
    opened(review)
    decide(review, "accepted", key=key)
    assert (review.filed[0].standing, review.filed[0].countersigned) == ("accepted", True)


def test_nobody_reviews_a_visit_of_their_own(review: Review) -> None:
    opened(review)
    for number in ("DEMO-0001", "DEMO-0002"):
        # another name does not make another person
        told = refused(review, "desk.own_visit", who=("另一个名字", number))
        assert "另一个名字" in told
        refused(review, "desk.own_visit", "sent_back", who=("演示员", number), remark="补")
        with pytest.raises(CannotDo):
            review.exclude(NUMBER, 1.0, 2.0, "人声", ("演示员", number), AT)
    with pytest.raises(BadInput) as fault:
        review.decide(NUMBER, "accepted", "", ("", ""), None, AT)
    assert fault.value.key == "desk.no_reviewer"


def test_what_is_meant_for_one_case_never_falls_on_another(review: Review) -> None:
    opened(review)
    with pytest.raises(CannotDo) as fault:
        review.decide("T-20260606-02", "accepted", "", REVIEWER, None, AT)
    assert fault.value.key == "desk.other_case"
    review.case = None
    refused(review, "desk.other_case")


def test_nothing_is_accepted_while_the_check_runs(review: Review) -> None:
    review.open_case(0)
    refused(review, "desk.still_checking")


def test_a_missing_pack_is_told_and_not_accepted(review: Review, home: Home) -> None:
    (home.packs / f"{NUMBER}.zip").unlink()
    assert [one.kind for one in faults(opened(review))] == ["missing"]
    assert "没有 T-20260606-01 的证据包" in refused(review, "desk.pack_fails")


def test_a_damaged_pack_is_told_with_the_line_that_fails(review: Review, home: Home, tmp_path: Path) -> None:
    pack = home.packs / f"{NUMBER}.zip"
    top = copy_of(short_pack().pack.path, tmp_path)
    raw = max((top / "data" / "raw").iterdir(), key=lambda path: path.stat().st_size)
    content = bytearray(raw.read_bytes())
    content[len(content) // 2] ^= 1
    replace_file(raw, bytes(content))
    zipped(top, pack)
    found = faults(opened(review))
    assert raw.name in found[0].zh
    assert raw.name in refused(review, "desk.pack_fails")
    assert any(one.kind == "recompute" for one in found)


def test_the_chain_is_open_at_bytes_that_are_not_those_that_were_sealed(
    review: Review, home: Home, tmp_path: Path
) -> None:
    def links() -> list[str]:
        opened(review)
        facts = review_facts(review, reviewer="", who=REVIEWER, key="none", playing_s=None, busy=None)
        assert facts is not None
        return [one.name for one in facts.chain if one.remade]

    assert links() == ["bytes", "readings", "levels", "verdict", "record", "signatures", "paper"]
    top = copy_of(short_pack().pack.path, tmp_path)
    raw = max((top / "data" / "raw").iterdir(), key=lambda path: path.stat().st_size)
    replace_file(raw, raw.read_bytes() + b"x")
    zipped(top, home.packs / f"{NUMBER}.zip")
    assert "bytes" not in links()
    assert "signatures" not in links()


def test_an_office_that_has_only_the_pack_reviews_from_it(review: Review, home: Home) -> None:
    with_all = opened(review)
    shutil.rmtree(home.recordings / NUMBER)
    case = opened(review)
    assert faults(case) == ()
    assert case.made.record.measurement == with_all.made.record.measurement
    assert len(case.peaks) == len(with_all.peaks)
    taken_out = case.files.raw[0].path
    assert taken_out.is_file()
    review.close()
    assert not taken_out.exists()


def test_a_pack_cut_off_is_a_sentence_and_not_a_check_without_end(review: Review, home: Home) -> None:
    pack = home.packs / f"{NUMBER}.zip"
    pack.write_bytes(pack.read_bytes()[:5000])
    case = opened(review)
    assert case.report is not None
    assert faults(case)
    refused(review, "desk.pack_fails")


def test_a_recomputation_that_differs_is_not_accepted(review: Review) -> None:
    case = opened(review)
    assert case.again is not None
    off = Check(name="recompute.value", status="FAIL", where="measurement.laeq_db", printed=61.2, recomputed=63.4)
    review.case = replace(case, again=replace(case.again, checks=(*case.again.checks, off)))
    told = refused(review, "desk.pack_fails")
    assert "measurement.laeq_db" in told


def test_the_pack_of_another_record_is_not_accepted_in_its_place(review: Review) -> None:
    """All in it is true and signed; it is only not what the log was closed with."""
    store = review.shelf.store
    entry = store.latest("visit.closed", NUMBER)
    assert entry is not None
    record = {**entry.body["record"], "left_at": "2026-06-06T23:59:00+08:00"}
    store.append("visit.closed", NUMBER, {"record": record}, actor="DEMO-0001", at=AT)
    review.load(AT)
    assert [one.kind for one in faults(opened(review))] == ["other_record"]
    refused(review, "desk.pack_fails")


def test_signatures_count_only_by_the_offices_list_where_there_is_one(review: Review, home: Home) -> None:
    assert faults(opened(review)) == ()
    (home.trust / "other.pem").write_bytes(signer(("别人", "X-1")).certificate_pem)
    found = faults(opened(review))
    assert {one.kind for one in found} == {"pack"}
    refused(review, "desk.pack_fails")
    (home.trust / "other.pem").write_text("no certificate")
    assert [one.kind for one in faults(opened(review))] == ["unchecked"]
    refused(review, "desk.pack_fails")


def test_no_part_is_excluded_after_acceptance(review: Review) -> None:
    opened(review)
    decide(review, "accepted")
    with pytest.raises(CannotDo) as fault:
        review.exclude(NUMBER, 1.0, 2.0, "人声", REVIEWER, AT)
    assert fault.value.key == "desk.accepted_before"


def test_a_refusal_needs_no_key_and_says_nothing_where_nothing_stands_against(review: Review) -> None:
    case = opened(review)
    assert refusal(case, "accepted", REVIEWER) is None
    assert refusal(case, "sent_back", REVIEWER, "补") is None
    assert isinstance(refusal(case, "sent_back", REVIEWER, "  "), BadInput)


def test_parts_have_letters_beyond_z() -> None:
    assert [letters(place) for place in (0, 25, 26, 51, 52)] == ["A", "Z", "AA", "AZ", "BA"]
