"""From a folder of TOML files to a checked rule book; one broken file refuses the whole book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Any

from patrol_app.assets import resource
from patrol_app.domain.errors import CannotDo
from patrol_app.rules.editions import Clause, RuleBook, RuleSet
from patrol_app.rules.records import LocalRecords, read_confidence, read_records, read_validity
from patrol_app.rules.schema import ARTICLE_VALUES, LAW_KINDS, OPTIONAL, REQUIRED, ROLES, ROW_VALUES
from patrol_app.rules.tables import TomlFile, read_toml

CONFIRMATIONS = "confirmations.toml"
_SET_KEYS = {
    "id",
    "kind",
    "title",
    "title_en",
    "issuer",
    "place",
    "valid_from",
    "valid_to",
    "source",
    "clause",
}
_CLAUSE_KEYS = {
    "number",
    "title",
    "title_en",
    "confidence",
    "source",
    "text",
    "assumed_from",
    "confirmed_by",
    "confirmed_on",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Confirmation:
    rule_set: str
    clause: str
    by: str
    on: date
    number: str | None
    at: str


def load_rule_book(folder: Path | None = None, *, own: Path | None = None) -> RuleBook:
    """Read every ``*.toml`` of ``folder`` (shipped rules by default), then those of the bureau's ``own`` folder.

    In ``own`` a set with the id of a shipped one replaces it, new sets are added, records come before the shipped
    ones, and ``confirmations.toml`` marks clauses as confirmed by name and date.

    Raises:
        BadInput: a file is broken (names file, key and line), two sets of one kind and place overlap in time, or a
            confirmation names a set or clause that does not exist.
        CannotDo: the folder or a file cannot be read.
    """
    shipped, records, _ = _read_folder(folder or resource("rules"))
    if not shipped:
        raise CannotDo("rules.file.no_folder", folder=str(folder or resource("rules")))
    confirmations: TomlFile | None = None
    if own is not None and own.is_dir():
        added, own_records, confirmations = _read_folder(own)
        shipped = {**shipped, **added}
        records = records.joined(own_records)
    if confirmations is not None:
        shipped = _confirmed(shipped, confirmations)
    sets = tuple(each for each, _ in shipped.values())
    _refuse_overlap(list(shipped.values()))
    by_kind: dict[str, tuple[RuleSet, ...]] = {}
    for each in sets:
        by_kind[each.kind] = (*by_kind.get(each.kind, ()), each)
    return RuleBook(sets=sets, records=records, by_kind=by_kind)


def _read_folder(folder: Path) -> tuple[dict[str, tuple[RuleSet, TomlFile]], LocalRecords, TomlFile | None]:
    found: dict[str, tuple[RuleSet, TomlFile]] = {}
    records = LocalRecords()
    confirmations = None
    for path in sorted(folder.glob("*.toml")):
        file = read_toml(path)
        if path.name == CONFIRMATIONS:
            confirmations = file
        elif file.table.get("kind") == "records":
            records = records.joined(read_records(file))
        else:
            rule_set = read_rule_set(file)
            if rule_set.id in found:
                raise file.fault("id", "twice", value=rule_set.id, other=found[rule_set.id][1].path.name)
            found[rule_set.id] = (rule_set, file)
    return found, records, confirmations


def read_rule_set(file: TomlFile) -> RuleSet:
    """One file as one rule set, checked key by key.

    Raises:
        BadInput: names file, key and line.
    """
    table = file.table
    kind = file.take(table, "", "kind", "text")
    if kind not in REQUIRED:
        raise file.fault("kind", "choice", value=kind, choices=", ".join(sorted(REQUIRED)))
    file.only(table, "", _SET_KEYS)
    identifier = file.take(table, "", "id", "text")
    clauses = {
        name: _read_clause(file, identifier, kind, name, clause)
        for name, clause in file.take(table, "", "clause", "table").items()
    }
    for name in REQUIRED[kind]:
        if name not in clauses:
            raise file.fault(f"clause.{name}", "missing")
    return RuleSet(
        id=identifier,
        kind=kind,
        title=file.take(table, "", "title", "text"),
        title_en=file.take(table, "", "title_en", "text"),
        issuer=file.take(table, "", "issuer", "text"),
        place=file.take(table, "", "place", "text"),
        validity=read_validity(file, table, ""),
        source=file.take(table, "", "source", "text"),
        clauses=clauses,
        sha256=file.sha256,
        file=file.path.name,
    )


def _read_clause(file: TomlFile, rule_set: str, kind: str, name: str, table: Any) -> Clause:
    at = f"clause.{name}"
    if not isinstance(table, dict):
        raise file.fault(at, "kind", value=table, wanted="a table")
    wanted = _wanted_values(file, kind, name)
    file.only(table, at, _CLAUSE_KEYS | set(wanted))
    optional = kind in LAW_KINDS
    values = {key: _value(file, table, at, key, form, optional) for key, form in wanted.items() if key in table}
    for key in wanted:
        if key not in values and not (optional and key != "role"):
            raise file.fault(f"{at}.{key}", "missing")
    if "role" in values and values["role"] not in ROLES:
        raise file.fault(f"{at}.role", "choice", value=values["role"], choices=", ".join(ROLES))
    confirmed_by = file.take(table, at, "confirmed_by", "text", optional=True)
    confirmed_on = file.take(table, at, "confirmed_on", "date", optional=True)
    if (confirmed_by is None) != (confirmed_on is None):
        raise file.fault(at, "half_confirmed")
    assumed_from = file.take(table, at, "assumed_from", "text", optional=True)
    confidence = read_confidence(file, table, at)
    if (confidence == "assumed") != (assumed_from is not None):
        raise file.fault(f"{at}.confidence", "assumed")
    number = table.get("number", "")
    if not isinstance(number, str):
        raise file.fault(f"{at}.number", "kind", value=number, wanted="text")
    return Clause(
        name=name,
        rule_set=rule_set,
        number=number,
        title=file.take(table, at, "title", "text"),
        title_en=file.take(table, at, "title_en", "text"),
        confidence="confirmed" if confirmed_by else confidence,
        source=file.take(table, at, "source", "text"),
        values=values,
        text=file.take(table, at, "text", "text", optional=True),
        assumed_from=assumed_from,
        confirmed_by=confirmed_by,
        confirmed_on=confirmed_on,
    )


def _wanted_values(file: TomlFile, kind: str, name: str) -> Mapping[str, str]:
    if kind in LAW_KINDS:
        return ARTICLE_VALUES
    known = {**REQUIRED[kind], **OPTIONAL.get(kind, {})}
    if name not in known:
        raise file.fault(f"clause.{name}", "unknown", known=", ".join(sorted(known)))
    return known[name]


def _value(file: TomlFile, table: Mapping[str, Any], at: str, key: str, form: str, optional: bool) -> Any:
    value = file.take(table, at, key, form, optional=optional)
    if form != "rows":
        return value
    wanted = ROW_VALUES[key]
    rows = []
    for index, row in enumerate(value):
        place = f"{at}.{key}[{index}]"
        file.only(row, place, set(wanted))
        rows.append({name: file.take(row, place, name, kind) for name, kind in wanted.items()})
    return tuple(rows)


def _refuse_overlap(sets: Sequence[tuple[RuleSet, TomlFile]]) -> None:
    for (one, _), (other, file) in combinations(sets, 2):
        if one.kind == other.kind and one.place == other.place and one.validity.overlaps(other.validity):
            raise file.fault("valid_from", "overlap", one=one.id, other=other.id, other_file=one.file, place=one.place)


def _confirmed(
    sets: dict[str, tuple[RuleSet, TomlFile]], confirmations: TomlFile
) -> dict[str, tuple[RuleSet, TomlFile]]:
    result = dict(sets)
    for each in _read_confirmations(confirmations):
        if each.rule_set not in result:
            raise confirmations.fault(f"{each.at}.rule_set", "no_set", value=each.rule_set)
        rule_set, file = result[each.rule_set]
        clause = rule_set.clauses.get(each.clause)
        if clause is None:
            raise confirmations.fault(f"{each.at}.clause", "no_clause", value=each.clause, rule_set=each.rule_set)
        marked = replace(
            clause,
            confidence="confirmed",
            confirmed_by=each.by,
            confirmed_on=each.on,
            number=each.number or clause.number,
        )
        both = file.path.read_bytes() + confirmations.path.read_bytes()
        result[each.rule_set] = (
            replace(rule_set, clauses={**rule_set.clauses, each.clause: marked}, sha256=sha256(both).hexdigest()),
            file,
        )
    return result


def _read_confirmations(file: TomlFile) -> list[_Confirmation]:
    file.only(file.table, "", {"confirmation"})
    found = []
    for index, row in enumerate(file.take(file.table, "", "confirmation", "rows")):
        at = f"confirmation[{index}]"
        file.only(row, at, {"rule_set", "clause", "confirmed_by", "confirmed_on", "number"})
        found.append(
            _Confirmation(
                rule_set=file.take(row, at, "rule_set", "text"),
                clause=file.take(row, at, "clause", "text"),
                by=file.take(row, at, "confirmed_by", "text"),
                on=file.take(row, at, "confirmed_on", "date"),
                number=file.take(row, at, "number", "text", optional=True),
                at=at,
            )
        )
    return found


__all__ = ["RuleBook", "load_rule_book", "read_rule_set"]
