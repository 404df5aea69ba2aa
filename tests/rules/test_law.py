import re
from datetime import date, datetime

import pytest
from rule_cases import CODE_NIGHT, DUST, NIGHT_2026, NOISE, PERMIT, book, codes, judged

from patrol_app.rules.law import citations
from patrol_app.rules.records import CHINA

OLD = re.compile("中华人民共和国(噪声污染防治法|大气污染防治法|环境保护法)")


@pytest.mark.parametrize("base", [NOISE, DUST, PERMIT])
def test_only_law_in_force_at_the_time_is_cited(base: dict[str, object]) -> None:
    for when in (NIGHT_2026, CODE_NIGHT):
        day = datetime.fromisoformat(when).date()
        cited = judged(base, when=when).law
        assert cited
        for each in cited:
            assert each.valid_from <= day and (each.valid_to is None or day <= each.valid_to)
            assert bool(OLD.match(each.article)) == (each.valid_to is not None)


def test_an_excess_names_duty_penalty_with_amount_and_procedure() -> None:
    law = judged(NOISE, when=CODE_NIGHT).law
    penalty = [each for each in law if each.role == "penalty"]
    assert [(each.article, each.amount) for each in penalty] == [
        ("生态环境法典 第一千一百八十五条", "一万元以上十万元以下")
    ]
    assert penalty[0].text is not None and "超过噪声排放标准排放建筑施工噪声" in penalty[0].text
    assert [each.role for each in law] == sorted(
        (each.role for each in law), key=("duty", "notice", "penalty", "procedure").index
    )


def test_dust_over_the_limit_offers_both_penalties_and_decides_none() -> None:
    law = judged(DUST, when=CODE_NIGHT).law
    assert {each.article for each in law if each.role == "penalty"} == {
        "生态环境法典 第一千一百零七条",
        "生态环境法典 第一千一百二十八条",
    }


def test_what_complies_names_no_penalty() -> None:
    assert not [each for each in judged(NOISE, laeq_db=50.0).law if each.role == "penalty"]
    assert not [each for each in judged(NOISE, rain=True).law if each.role == "penalty"]


@pytest.mark.parametrize(
    ("when", "decided_on", "offered"),
    [
        (NIGHT_2026, "2026-08-14", False),
        (NIGHT_2026, "2026-08-15", True),
        (NIGHT_2026, None, False),
        (CODE_NIGHT, "2026-12-01", False),
        (CODE_NIGHT, "2026-08-01", False),
    ],
)
def test_the_lighter_law_is_offered_for_old_acts_only(when: str, decided_on: str | None, offered: bool) -> None:
    verdict = judged(NOISE, when=when, decided_on=decided_on)
    assert ("lighter_law" in codes(verdict)) == offered
    if offered:
        told = next(each.zh for each in verdict.reasons if each.code == "lighter_law")
        assert "第七十七条" in told and "第一千一百八十五条" in told
        assert not [each for each in verdict.law if each.article.startswith("生态环境法典")]


def test_the_standard_is_cited_by_name_and_without_unread_text() -> None:
    own = next(each for each in judged(NOISE).law if "GB 12523-2025" in each.article)
    assert own.article == "建筑施工噪声排放标准（GB 12523-2025）7.2"
    assert own.text is None


def test_every_amount_stands_in_the_articles_text() -> None:
    """ "Two to twenty" in a text may be written in figures."""
    figures = str.maketrans({"一": "1", "二": "2", "五": "5"})

    def plain(text: str) -> str:
        ten = text.replace("二十万", "20万").replace("一百万", "100万").replace("十万", "10万").replace("五千", "5000")
        return ten.replace("二千", "2000").translate(figures)

    amounts = 0
    for rule_set in book().sets:
        for clause in rule_set.clauses.values():
            for part in str(clause.values.get("amount") or "").split("；"):
                if part:
                    amounts += 1
                    span = plain(part.removeprefix("拒不改正的").removeprefix("直接责任人员"))
                    assert clause.text is not None and span in plain(clause.text), (rule_set.id, clause.name, span)
    assert amounts >= 20


def test_texts_are_whole_articles() -> None:
    for rule_set in book().sets:
        for clause in rule_set.clauses.values():
            if clause.text is not None:
                assert clause.text.rstrip().endswith(("。", "：")), (rule_set.id, clause.name)
                assert not re.search(r"第[一二三四五六七八九十百千零]+条 ", clause.text[:12])


@pytest.mark.parametrize(
    "topic", ["inspection", "evidence", "correction_order", "penalty_procedure", "leniency", "fixed_box", "recheck"]
)
def test_procedure_articles_are_found_by_topic(topic: str) -> None:
    assert citations(book(), topic, "陕西省安康市", datetime(2026, 9, 1, tzinfo=CHINA))


def test_no_article_of_order_30_above_51() -> None:
    rules = book().by_id("生态环境行政处罚办法（2023）")
    assert rules is not None
    assert all(int(name.removeprefix("art_")) <= 51 for name in rules.clauses)
    assert rules.validity.valid_from == date(2023, 7, 1)
