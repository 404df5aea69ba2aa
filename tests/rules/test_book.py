from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest
from rule_cases import CODE_NIGHT, NOISE, PERMIT, book, codes, judged

from patrol_app.assets import resource, sentence
from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.rules.book import load_rule_book
from patrol_app.rules.records import CHINA

GOOD = (resource("rules") / "GB-12523-2011.toml").read_text(encoding="utf-8")
RECORDS = (resource("rules") / "records.toml").read_text(encoding="utf-8")


def shelf(folder: Path, **files: str) -> Path:
    """A rules folder with the given files."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def line_of(text: str, start: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), start=1) if line.startswith(start))


def test_every_shipped_set_is_complete() -> None:
    assert len(book().sets) >= 24
    for each in book().sets:
        assert each.title and each.title_en and each.issuer and each.source
        assert each.sha256 == sha256((resource("rules") / each.file).read_bytes()).hexdigest()
        for clause in each.clauses.values():
            assert clause.title and clause.title_en and clause.source
            assert clause.confidence in ("primary", "secondary", "assumed", "unverified")


@pytest.mark.parametrize(
    ("old", "new", "problem", "key", "start"),
    [
        ("day_db = 70", 'day_db = "70"', "kind", "clause.limits.day_db", 'day_db = "70"'),
        ("day_db = 70", "day_dB = 70", "unknown", "clause.limits.day_dB", "day_dB"),
        ("day_db = 70", "", "missing", "clause.limits.day_db", "[clause.limits]"),
        ("over_db = 15", "over_db = true", "kind", "clause.night_maximum.over_db", "over_db"),
        ("[clause.weather]", "[clause.whether]", "unknown", "clause.whether", "[clause.whether]"),
        ("valid_from = 2012-07-01", 'valid_from = "2012-07-01"', "kind", "valid_from", "valid_from"),
        ("valid_to = 2025-12-31", "valid_to = 2011-12-31", "order", "valid_to", "valid_to"),
        ('kind = "construction_noise"', 'kind = "construction"', "choice", "kind", "kind"),
        ("mandatory = false", "mandatory = 0", "kind", "clause.indoor.mandatory", "mandatory"),
        (
            "{ from_db = 3, to_db = 3,",
            "{ from_db = 3, upto_db = 3,",
            "unknown",
            "clause.correction.steps[0].upto_db",
            "  { from_db = 3, upto_db",
        ),
        ('title = "适用范围"', 'title = ""', "kind", "clause.scope.title", 'title = ""'),
        ('confidence = "primary"', 'confidence = "sure"', "choice", "clause.scope.confidence", "confidence"),
        ('confidence = "primary"', 'confidence = "assumed"', "assumed", "clause.scope.confidence", "confidence"),
        ('number = "1"', 'number = "1"\nconfirmed_by = "演示局"', "half_confirmed", "clause.scope", "[clause.scope]"),
        ('number = "1"', "number = 1", "kind", "clause.scope.number", "number = 1"),
    ],
)
def test_a_broken_file_names_file_key_and_line(
    tmp_path: Path, old: str, new: str, problem: str, key: str, start: str
) -> None:
    text = GOOD.replace(old, new, 1)
    assert text != GOOD
    with pytest.raises(BadInput) as caught:
        load_rule_book(shelf(tmp_path / "rules", broken=text))
    fault = caught.value
    assert fault.key == f"rules.file.{problem}"
    assert fault.data["file"] == "broken.toml"
    assert fault.data["name"] == key
    assert fault.data["line"] == line_of(text, start)
    shown = sentence(fault.key, "zh", **fault.data)
    assert "broken.toml" in shown and str(fault.data["line"]) in shown and key in shown


def test_broken_toml_names_the_line(tmp_path: Path) -> None:
    text = GOOD.replace("day_db = 70", "day_db = = 70")
    with pytest.raises(BadInput) as caught:
        load_rule_book(shelf(tmp_path / "rules", broken=text))
    assert caught.value.key == "rules.file.syntax"
    assert caught.value.data["line"] == line_of(text, "day_db")


def test_bytes_that_are_not_utf_8_name_the_line(tmp_path: Path) -> None:
    folder = shelf(tmp_path / "rules")
    (folder / "broken.toml").write_bytes(b'id = "x"\ntitle = "\xd0\xc2"\n')
    with pytest.raises(BadInput) as caught:
        load_rule_book(folder)
    assert (caught.value.key, caught.value.data["line"]) == ("rules.file.utf8", 2)


def test_one_broken_file_refuses_the_whole_book(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        load_rule_book(shelf(tmp_path / "rules", good=GOOD, records=RECORDS, zbroken="id = 5"))


def test_overlap_in_kind_and_place_is_an_error(tmp_path: Path) -> None:
    later = GOOD.replace('id = "GB 12523-2011"', 'id = "演示"').replace(
        "valid_from = 2012-07-01", "valid_from = 2025-12-31"
    )
    with pytest.raises(BadInput) as caught:
        load_rule_book(shelf(tmp_path / "rules", one=GOOD, two=later))
    assert caught.value.key == "rules.file.overlap"
    assert {caught.value.data["one"], caught.value.data["other"]} == {"GB 12523-2011", "演示"}
    assert caught.value.data["line"] == line_of(later, "valid_from")


def test_sets_that_touch_or_hold_elsewhere_do_not_overlap(tmp_path: Path) -> None:
    next_day = GOOD.replace('id = "GB 12523-2011"', 'id = "演示甲"').replace(
        "valid_from = 2012-07-01", "valid_from = 2026-01-01"
    )
    next_day = next_day.replace("valid_to = 2025-12-31\n", "")
    elsewhere = GOOD.replace('id = "GB 12523-2011"', 'id = "演示乙"').replace('place = "全国"', 'place = "陕西省"')
    found = load_rule_book(shelf(tmp_path / "rules", one=GOOD, two=next_day, three=elsewhere, records=RECORDS))
    when = datetime(2020, 1, 1, tzinfo=CHINA)
    nearest, national = (found.set_at("construction_noise", place, when) for place in ("安康", "北京"))
    assert nearest is not None and nearest.id == "演示乙"
    assert national is not None and national.id == "GB 12523-2011"


def test_the_same_id_twice_in_a_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        load_rule_book(shelf(tmp_path / "rules", one=GOOD, two=GOOD))
    assert caught.value.key == "rules.file.twice"


def test_an_empty_folder_is_no_book(tmp_path: Path) -> None:
    with pytest.raises(CannotDo) as caught:
        load_rule_book(tmp_path)
    assert caught.value.key == "rules.file.no_folder"


def test_a_night_of_seven_hours_is_refused(tmp_path: Path) -> None:
    text = RECORDS.replace('end = "06:00"', 'end = "05:00"')
    with pytest.raises(BadInput) as caught:
        load_rule_book(shelf(tmp_path / "rules", good=GOOD, records=text))
    assert (caught.value.key, caught.value.data["line"]) == ("rules.file.night_length", line_of(text, 'end = "05:00"'))


def test_a_city_moves_its_night_without_code(tmp_path: Path) -> None:
    own = shelf(
        tmp_path / "own",
        city="""kind = "records"
[[night_hours]]
place = "安康市"
start = "23:00"
end = "07:00"
valid_from = 2026-05-01
valid_to = 2026-09-30
source = "演示通告"
confidence = "primary"
[[department]]
place = "安康市"
subject = "noise"
name = "演示市城市管理执法局"
valid_from = 2026-01-01
source = "演示通告"
confidence = "primary"
""",
    )
    rules = load_rule_book(own=own)
    assert judged(NOISE, rules, when="2026-06-06T22:30:00+08:00").findings[0].limit_db == 70
    assert judged(NOISE, rules, when="2026-06-06T23:00:00+08:00").findings[0].limit_db == 55
    assert judged(NOISE, rules, when="2026-10-01T22:30:00+08:00").findings[0].limit_db == 55
    assert judged(NOISE, rules, when="2026-06-06T22:30:00+08:00", place="西安市").findings[0].limit_db == 55
    named = judged(NOISE, rules)
    assert "department" in codes(named) and any("演示市城市管理执法局" in each.zh for each in named.reasons)
    assert "department_unknown" in codes(judged(NOISE))


def test_a_designated_area_holds_while_its_record_does(tmp_path: Path) -> None:
    own = shelf(
        tmp_path / "own",
        areas="""kind = "records"
[[sensitive_area]]
place = "安康市"
name = "演示片区"
valid_from = 2026-05-01
valid_to = 2026-09-06
source = "演示公告"
confidence = "primary"
""",
    )
    rules = load_rule_book(own=own)
    assert judged(PERMIT, rules, sensitive_area="演示片区").outcome == "breach"
    assert judged(PERMIT, rules, sensitive_area="演示片区", when="2026-09-07T23:00:00+08:00").outcome == "no_breach"
    assert judged(PERMIT, rules, sensitive_area="另一片区", when="2026-09-07T23:00:00+08:00").outcome == "breach"


CONFIRMED = """[[confirmation]]
rule_set = "GB 12523-2025"
clause = "limits"
confirmed_by = "演示市生态环境局 法规科"
confirmed_on = 2026-11-20

[[confirmation]]
rule_set = "GB 12523-2025"
clause = "duration"
number = "5.4.3"
confirmed_by = "演示市生态环境局 法规科"
confirmed_on = 2026-11-20
"""


def test_a_bureau_confirms_a_clause_without_code(tmp_path: Path) -> None:
    own = shelf(tmp_path / "own", confirmations=CONFIRMED)
    rules = load_rule_book(own=own)
    found = rules.by_id("GB 12523-2025")
    assert found is not None
    limits, duration = found.clause("limits"), found.clause("duration")
    assert (limits.confidence, limits.confirmed_by) == ("confirmed", "演示市生态环境局 法规科")
    assert limits.confirmed_on is not None and limits.confirmed_on.isoformat() == "2026-11-20"
    assert duration.number == "5.4.3"
    both = (resource("rules") / found.file).read_bytes() + (own / "confirmations.toml").read_bytes()
    assert found.sha256 == sha256(both).hexdigest()
    verdict = judged(NOISE, rules)
    assert verdict.findings[0].confidence == "confirmed"
    assert verdict.rule_set_sha256 == found.sha256
    assumed = next(each.zh for each in verdict.reasons if each.code == "clauses_assumed")
    assert "连续测量 20 min" not in assumed
    assert "连续测量 20 min" in next(each.zh for each in judged(NOISE).reasons if each.code == "clauses_assumed")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('rule_set = "GB 12523-2025"', 'rule_set = "GB 99999"', "no_set"),
        ('clause = "limits"', 'clause = "limit"', "no_clause"),
        ("confirmed_on = 2026-11-20", "", "missing"),
        ('confirmed_by = "演示市生态环境局 法规科"', 'confirmed_by = ""', "kind"),
    ],
)
def test_a_wrong_confirmation_is_refused(tmp_path: Path, old: str, new: str, problem: str) -> None:
    text = CONFIRMED.replace(old, new, 1)
    with pytest.raises(BadInput) as caught:
        load_rule_book(own=shelf(tmp_path / "own", confirmations=text))
    assert caught.value.key == f"rules.file.{problem}"
    assert caught.value.data["file"] == "confirmations.toml"


def test_a_bureau_replaces_and_adds_sets(tmp_path: Path) -> None:
    stricter = (resource("rules") / "DB61-1078-2017.toml").read_text(encoding="utf-8")
    local = GOOD.replace('id = "GB 12523-2011"', 'id = "演示地方标准"').replace('place = "全国"', 'place = "安康市"')
    local = local.replace("valid_from = 2012-07-01", "valid_from = 2027-01-01").replace("valid_to = 2025-12-31\n", "")
    own = shelf(tmp_path / "own", dust=stricter.replace("mg_m3 = 0.8", "mg_m3 = 0.6"), noise=local.replace("55", "50"))
    rules = load_rule_book(own=own)
    dust = rules.by_id("DB61/1078-2017")
    assert dust is not None and dust.clause("tsp_by_stage").values["rows"][0]["mg_m3"] < 0.7
    assert judged(NOISE, rules, when=CODE_NIGHT).rule_set == "GB 12523-2025"
    assert judged(NOISE, rules, when="2027-01-01T23:00:00+08:00").rule_set == "演示地方标准"
    assert judged(NOISE, rules, when="2027-01-01T23:00:00+08:00", place="北京").rule_set == "GB 12523-2025"


def test_an_own_folder_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    assert [each.sha256 for each in load_rule_book(own=tmp_path / "none").sets] == [each.sha256 for each in book().sets]
