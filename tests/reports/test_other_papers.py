from __future__ import annotations

from dataclasses import replace

import pytest
from demo_details import DUST, PHOTOS, PICTURES, PLAN, QUESTIONS, REGISTRATION, SERVICE, STOP, picture, with_power
from demo_visit import EXCEEDS, SERIES, VISIT, at, visit
from pages import fonts_of, images_of, text_of, words_of

from patrol_app.domain.errors import BadInput, CannotDo, DamagedEvidence
from patrol_app.domain.papers import Exchange, PhotoSet, SitePlan, StopOrder
from patrol_app.domain.record import VisitRecord
from patrol_app.reports import KINDS, render

MADE = {
    "question_record": (VISIT, QUESTIONS),
    "site_plan": (VISIT, PLAN),
    "dust_record": (VISIT, DUST),
    "service_receipt": (VISIT, SERVICE),
    "evidence_registration": (VISIT, REGISTRATION),
    "stop_order": (with_power(), STOP),
    "photo_sheet": (VISIT, PHOTOS),
}


def made(kind: str, record: VisitRecord | None = None, details: object = None, **options: object) -> bytes:
    usual, facts = MADE[kind]
    pictures = PICTURES if kind == "photo_sheet" else None
    chosen = details if details is not None else facts
    return render(kind, record or usual, SERIES, details=chosen, pictures=pictures, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", sorted(MADE))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_is_pdf_a_with_embedded_fonts_and_the_same_twice(kind: str, language: str) -> None:
    paper = made(kind, language=language)
    assert b"<pdfaid:part>2</pdfaid:part>" in paper
    assert {font["embedded"] for font in fonts_of(paper)} == {"yes"}
    assert made(kind, language=language) == paper


def test_every_kind_is_shown_here_or_with_the_visit() -> None:
    assert set(MADE) | {"inspection_record", "noise_record", "correction_order"} == set(KINDS)


@pytest.mark.parametrize("kind", sorted(set(MADE) - {"dust_record"}))
def test_papers_want_their_own_facts(kind: str) -> None:
    with pytest.raises(BadInput) as caught:
        render(kind, VISIT, SERIES)
    assert caught.value.key == "reports.details"


@pytest.mark.parametrize("kind", sorted(MADE))
def test_practice_has_no_signature_fields(kind: str) -> None:
    text = words_of(made(kind, practice=True))
    assert "练习记录：不是证据，不能签名" in text
    assert "年月日" not in text


# the question record


def test_questions_and_answers_stand_as_said_and_open_answers_are_lines() -> None:
    text = words_of(made("question_record"))
    assert "问：当晚进行什么工序？" in text
    assert "答：主体结构混凝土浇筑" in text
    assert "按本人回答如实记录" in text
    assert text.count("被询问人确认") == 3


def test_without_exchanges_the_preset_questions_stand() -> None:
    text = words_of(made("question_record", details=replace(QUESTIONS, exchanges=())))
    assert "是否取得夜间连续施工作业证明？文号" in text
    assert "现将检测结果告知你：LAeq61.2dB、LAFmax76.9dB" in text
    bare = words_of(made("question_record", visit(measurement=None), replace(QUESTIONS, exchanges=())))
    assert "现将检测结果告知你" not in bare


def test_the_person_signs_every_page_of_a_long_record() -> None:
    many = tuple(Exchange(question=f"演示问题{number}？", answer="演示回答。" * 20) for number in range(20))
    pages = text_of(made("question_record", details=replace(QUESTIONS, exchanges=many)), "-layout").split("\f")[:-1]
    assert len(pages) > 2
    assert all("被调查询问人签字" in page for page in pages)
    assert sum("记录人签字" in page for page in pages) == 1


def test_a_refusing_person_is_noted() -> None:
    person = replace(QUESTIONS.person, signature="refused", refusal_reason="不同意", witness="演示网格员庚")
    text = words_of(made("question_record", details=replace(QUESTIONS, person=person)))
    assert "以“不同意”为由拒绝签字" in text
    assert "见证人：演示网格员庚" in text


def test_a_session_cannot_end_before_it_began() -> None:
    with pytest.raises(BadInput):
        made("question_record", details=replace(QUESTIONS, ended_at=at("2026-06-07T09:00:00")))


# photos


def test_each_photo_has_its_sheet_and_its_hash() -> None:
    paper = made("photo_sheet")
    pages = text_of(paper).split("\f")[:-1]
    assert len(pages) == 2
    assert PHOTOS.photos[0].sha256 in "".join(pages[0].split())
    assert "（第1张，共2张）" in "".join(pages[0].split())
    dark = images_of(paper)[0][100:300, 60:350]
    assert dark.mean() < 190.0  # the picture itself is on the page


def test_a_changed_photo_stops_the_sheet() -> None:
    with pytest.raises(DamagedEvidence):
        render("photo_sheet", VISIT, SERIES, details=PHOTOS, pictures={**PICTURES, "P1.jpg": picture(shade=91)})


@pytest.mark.parametrize(
    "pictures", [{}, {**PICTURES, "P1.jpg": b"GIF89a"}, {**PICTURES, "P1.jpg": PICTURES["P2.png"]}]
)
def test_a_missing_or_strange_photo_is_named(pictures: dict[str, bytes]) -> None:
    with pytest.raises(BadInput) as caught:
        render("photo_sheet", VISIT, SERIES, details=PHOTOS, pictures=pictures)
    assert caught.value.data["file"] == "P1.jpg"


def test_a_photo_says_what_it_proves() -> None:
    silent = PhotoSet(photos=(replace(PHOTOS.photos[0], proves=" "),))
    with pytest.raises(BadInput) as caught:
        made("photo_sheet", details=silent)
    assert caught.value.data["fields"] == "照片证明对象"


# the plan


def test_the_plan_names_what_it_shows() -> None:
    text = words_of(made("site_plan"))
    for shown in ("演示一号工地", "居民住宅楼", "46m", "N1测点", "S1混凝土输送泵", "50m", "约1:2500", "上方为北"):
        assert shown in text, shown


def test_a_plan_without_an_outline_is_refused() -> None:
    empty = SitePlan(drawn_at=PLAN.drawn_at, drawn_by="演示员乙", outlines=())
    with pytest.raises(BadInput) as caught:
        made("site_plan", details=empty)
    assert caught.value.data["fields"] == "场界多边形"


# dust


def test_dust_points_and_measures() -> None:
    text = words_of(made("dust_record"))
    assert "下风向最大平均0.412，上风向0.180，差0.232mg/m³" in text
    assert "约300m²" in text
    assert "只作参考" in text


def test_dust_from_the_visit_alone() -> None:
    text = words_of(render("dust_record", VISIT, SERIES))
    assert "0.412" in text
    assert "下风向最大平均" not in text


def test_no_dust_no_dust_record() -> None:
    with pytest.raises(BadInput) as caught:
        made("dust_record", visit(dust=None))
    assert "扬尘测量结果" in str(caught.value.data["fields"])


# orders, service, registration


def test_the_stop_order_stands_on_the_order_before_and_the_recheck() -> None:
    text = words_of(made("stop_order"))
    for shown in (
        "责令暂停施工决定书",
        "陕G(演示)环责停〔2026〕1号",
        "拒不改正",
        "DEMO-20260608-01",
        "可以责令暂停施工",
        "2026年6月9日",
    ):
        assert shown in text, shown


@pytest.mark.parametrize(
    ("order", "named"),
    [(replace(STOP, earlier_order=""), "先前送达"), (replace(STOP, recheck_found=" "), "证明拒不改正的复查笔录")],
)
def test_no_stop_order_without_them(order: StopOrder, named: str) -> None:
    with pytest.raises(BadInput) as caught:
        made("stop_order", details=order)
    assert named in str(caught.value.data["fields"])


def test_no_stop_order_without_a_power_in_the_law_of_that_day() -> None:
    for record, order in ((VISIT, STOP), (with_power(), replace(STOP, kind="rectify"))):
        with pytest.raises(CannotDo) as caught:
            made("stop_order", record, order)
        assert caught.value.key == "reports.stop_no_law"


def test_screening_alone_stops_nothing() -> None:
    with pytest.raises(CannotDo):
        made("stop_order", replace(with_power(), verdicts=(EXCEEDS,)))


def test_the_receipt_leaves_to_the_receiver_what_is_his() -> None:
    text = words_of(made("service_receipt"))
    assert "责令改正违法行为决定书陕G(演示)环责改〔2026〕1号" in text
    assert "收件人签字（盖章）" in text
    assert "拒收，理由" not in text
    left = replace(SERVICE, method="left", refusal_reason="负责人不在", witness="演示网格员庚")
    refused = words_of(made("service_receipt", details=left))
    assert "收件人拒收，理由：负责人不在。文书留置于送达地点" in refused
    assert "见证人：演示网格员庚" in refused


def test_a_receipt_names_the_papers() -> None:
    with pytest.raises(BadInput) as caught:
        made("service_receipt", details=replace(SERVICE, papers=()))
    assert caught.value.data["fields"] == "送达文书"


def test_registered_goods_and_struck_blanks() -> None:
    paper = made("evidence_registration")
    text = words_of(paper)
    assert "因有关证据可能灭失" in text
    assert "保存期限：2026年6月6日至2026年6月15日（不超过七个工作日）" in text
    row = next(line.split() for line in text_of(paper, "-layout").splitlines() if "混凝土送货单" in line)
    assert row.count("/") == 4
    with pytest.raises(BadInput):
        made("evidence_registration", details=replace(REGISTRATION, goods=()))


def test_the_photo_sheet_tells_how_far_the_camera_is_off() -> None:
    told = words_of(render("photo_sheet", VISIT, SERIES, details=PHOTOS, pictures=PICTURES))
    assert "拍摄时间在检查起止时间之内、相机时钟与卫星时间相差+3s（未修正）、距测点12m" in told
    assert "文件未写时区，按北京时间、拍摄时间早于到达90s" in told
    assert "62.5dB" in told
    assert "无人机" in told
    assert "23时12分00秒" in told
