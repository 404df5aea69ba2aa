"""The facts and the evidence of an order to correct, one sentence a breach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from patrol_app.domain.record import VisitRecord
from patrol_app.domain.verdict import Verdict
from patrol_app.reports.blocks import STRUCK, Block, text
from patrol_app.reports.findings import notice_words
from patrol_app.reports.noise_points import other_views
from patrol_app.reports.words import Words, metres, tenth, whole


def facts(record: VisitRecord, grounds: Sequence[Verdict], words: Words) -> Iterator[str]:
    """Who found what, when and where; then each breach; then the sentence that sums it up."""
    yield words("order.found", authority=record.authority.name, day=words.day(record.arrived_at))
    seen, site = record.observation, record.site
    parts = [
        words(
            "order.when_where",
            start=words.minute(record.arrived_at),
            end=words.minute(record.left_at),
            site=site.name,
            address=site.address,
            process=seen.process or seen.activity or words("inspection.some_work"),
        )
    ]
    machines = words.joined(list(seen.machines))
    parts.append(words("order.machines", machines=machines) if machines else words("order.stop"))
    kinds = [verdict.kind for verdict in grounds]
    if "night_permit" in kinds:
        parts.append(_permit(record, words))
    if "noise_ban" in kinds:
        parts.append(_ban(record, words))
    if "construction_noise" in kinds:
        parts += _noise(record, next(each for each in grounds if each.kind == "construction_noise"), words)
        for view in other_views(record):
            verdict = view.verdicts[0] if view.verdicts else None
            if verdict is not None and verdict.kind == "construction_noise" and verdict.outcome == "exceeds":
                parts += _noise(view, verdict, words)
    elif record.authority.screening_only and record.measurement and record.measurement.laeq_db is not None:
        parts.append(words("order.fact_screening", measured=tenth(record.measurement.laeq_db)))
    if "dust_measures" in kinds:
        parts += _reasons(next(each for each in grounds if each.kind == "dust_measures"), words)
    if "construction_dust" in kinds:
        parts.append(words("order.fact_dust", number=record.number))
    yield ("" if words.language == "zh" else " ").join(part for part in parts if part)
    causes = [words(f"order.cause_{kind}") for kind in dict.fromkeys(kinds)]
    yield words("order.summary", cause=words.joined(causes))


def _permit(record: VisitRecord, words: Words) -> str:
    area = words("order.fact_area", basis=record.site.sensitive_area) if record.site.sensitive_area else ""
    exempt = words("order.fact_exempt") if record.observation.exempt_work is False else ""
    return words("order.fact_night_permit", area=area, exempt=exempt)


def _ban(record: VisitRecord, words: Words) -> str:
    notice, zone = record.notice, record.zone
    if notice is None or zone is None:
        return ""
    said = notice_words(notice, words)
    return words("order.fact_noise_ban", **said, venue=zone.venue, distance=metres(zone.distance_m))


def _noise(record: VisitRecord, verdict: Verdict, words: Words) -> Iterator[str]:
    run = record.measurement
    for found in verdict.findings:
        if run is None or found.excluded_parts or not found.exceeds:
            continue
        levels = {
            "reported": whole(found.rounded_db) or STRUCK,
            "limit": whole(found.limit_db) or STRUCK,
            "excess": whole(found.excess_db) or STRUCK,
        }
        if found.quantity == "LAeq":
            yield words(
                "order.fact_noise",
                start=words.clock_s(run.started_at),
                end=words.clock_s(run.ended_at),
                point=record.position.label,
                standard=found.rule_set,
                measured=tenth(found.measured_db) or STRUCK,
                number=record.number,
                **levels,
            )
        elif found.quantity == "LAFmax":
            yield words("order.fact_noise_max", **levels)


FOR_OFFICERS = ("measures_unseen",)
"""Reasons that tell officers what to look at still: nothing that a party is ordered for."""


def _reasons(verdict: Verdict, words: Words) -> Iterator[str]:
    for reason in verdict.reasons:
        if reason.code not in FOR_OFFICERS:
            yield reason.zh if words.language == "zh" else reason.en


def _makers(record: VisitRecord, words: Words) -> str:
    """Who took the photos: those named with each, else the officers."""
    named = dict.fromkeys(one.maker for one in record.attachments if one.kind == "photo")
    if named:
        return words.joined(list(named))
    return words("order.officers", names=words.joined([each.name for each in record.officers]))


def evidence(record: VisitRecord, grounds: Sequence[Verdict], words: Words) -> Iterator[Block]:
    """The list of evidence: name and copies, when and by whom it was made, what it proves."""
    seen = record.observation
    by = {"day": words.day(record.arrived_at), "officers": words.joined([each.name for each in record.officers])}
    items = [words("order.evidence_record", **by)]
    if record.measurement is not None:
        items.append(words("order.evidence_noise", number=record.number, **by))
    if record.site.boundary:
        items.append(words("order.evidence_plan", **by))
    if seen.photos:
        items.append(words("order.evidence_photos", count=seen.photos, day=by["day"], makers=_makers(record, words)))
    if seen.audio_clips:
        items.append(words("order.evidence_audio", count=seen.audio_clips, **by))
    notice = record.notice
    if notice is not None and any(verdict.kind == "noise_ban" for verdict in grounds):
        named = {"issuer": notice.issuer, "title": notice.title.strip("《》"), "number": notice.number}
        items.append(words("order.evidence_notice", **named))
    yield text(words("order.evidence"))
    for number, item in enumerate(items, start=1):
        yield text(words("order.last_item" if number == len(items) else "order.item", number=number, words=item))
