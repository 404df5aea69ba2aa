"""Work at a site while a notice forbids it: zone, time, activity, exemption. No penalty is invented for it."""

from __future__ import annotations

from patrol_app.domain.errors import BadInput
from patrol_app.domain.verdict import Outcome, Reason, Verdict
from patrol_app.rules.cases import NightPermitCase, NoiseBanCase, NoticeFacts
from patrol_app.rules.editions import RuleBook
from patrol_app.rules.law import basis, citations, lighter_law
from patrol_app.rules.moment import ban_active, local
from patrol_app.rules.night_permit import judge_night_permit
from patrol_app.rules.reasons import plain, reason

_PERMIT_WORDS = ("证明", "许可", "permit")


def judge_noise_ban(case: NoiseBanCase, book: RuleBook) -> Verdict:
    """Breach only if the place is inside, the time is inside, forbidden work was seen and nothing exempts it."""
    if not book.chain(case.place):
        return _verdict("cannot_be_judged", [reason("unknown_place", place=case.place, when=case.when.isoformat())])
    if case.notice is None:
        return _verdict("cannot_be_judged", [reason("no_notice")])
    facts = [_inside(case, case.notice), _in_time(case, case.notice), _work(case, case.notice), _exempt(case)]
    denied = [why for fact, why in facts if fact is False]
    unknown = [why for fact, why in facts if fact is None]
    if denied:
        return _verdict("no_breach", denied)
    if unknown:
        return _verdict("cannot_be_judged", unknown)
    found = basis(book, "noise_ban.breach", case.place, case.when)
    if found is None:
        return _verdict("cannot_be_judged", [reason("no_law", place=case.place, when=case.when.isoformat())])
    rules, _ = found
    law = citations(book, "noise_ban.breach", case.place, case.when)
    night = judge_night_permit(_as_night_permit(case), book)
    also = night.outcome == "breach"
    return Verdict(
        kind="noise_ban",
        outcome="breach",
        reasons=(
            *(why for _, why in facts),
            reason("ban_with_night_rule" if also else "ban_no_penalty", notice=case.notice.number),
            *(night.reasons if also else ()),
            *lighter_law(book, "noise_ban.breach", case.place, case.when, case.decided_on),
        ),
        law=law + tuple(each for each in night.law if also and each not in law),
        rule_set=rules.id,
        rule_set_sha256=rules.sha256,
    )


def _verdict(outcome: Outcome, reasons: list[Reason]) -> Verdict:
    return Verdict(kind="noise_ban", outcome=outcome, reasons=tuple(reasons))


Fact = tuple[bool | None, Reason]


def _inside(case: NoiseBanCase, notice: NoticeFacts) -> Fact:
    zone = case.zone
    inside = case.inside if case.inside is not None else (zone.inside if zone else None)
    distance = case.distance_m if case.distance_m is not None else (zone.distance_m if zone else None)
    radius = notice.radius_m if notice.radius_m is not None else (zone.radius_m if zone else None)
    if distance is not None and radius is not None:
        within = distance <= radius
        if inside is not None and inside != within:
            return None, reason("ban_zone_contradiction", distance=plain(distance), radius=plain(radius))
        code = "ban_inside" if within else "ban_outside"
        return within, reason(code, distance=plain(distance), radius=plain(radius), notice=notice.number)
    if inside is None:
        return None, reason("ban_zone_unknown", notice=notice.number)
    return inside, reason("ban_inside_told" if inside else "ban_outside_told", notice=notice.number)


def _in_time(case: NoiseBanCase, notice: NoticeFacts) -> Fact:
    at = f"{local(case.when):%Y-%m-%d %H:%M:%S}"
    try:
        active = ban_active(notice, case.when)
    except BadInput as fault:
        if fault.key != "rules.notice.validity":
            raise
        return None, reason("ban_validity_unknown", notice=notice.number)
    return active, reason("ban_in_time" if active else "ban_out_of_time", notice=notice.number, at=at)


def _work(case: NoiseBanCase, notice: NoticeFacts) -> Fact:
    if case.working is None:
        return None, reason("ban_work_unknown")
    if not case.working:
        return False, reason("ban_no_work")
    activity = case.activity or "—"
    if case.activity_forbidden is not None:
        code = "ban_forbidden_work" if case.activity_forbidden else "ban_allowed_work"
        return case.activity_forbidden, reason(code, activity=activity, notice=notice.number)
    if not notice.forbidden:
        return True, reason("ban_forbidden_work", activity=activity, notice=notice.number)
    if case.activity and any(each in case.activity or case.activity in each for each in notice.forbidden):
        return True, reason("ban_forbidden_work", activity=activity, notice=notice.number)
    return None, reason("ban_activity_unclear", activity=activity, forbidden="、".join(notice.forbidden))


def _exempt(case: NoiseBanCase) -> Fact:
    notice = case.notice
    if case.exempt_work is not None:
        code = "ban_exempt" if case.exempt_work else "ban_not_exempt"
        return not case.exempt_work, reason(code, exemption=case.exemption or "—")
    listed = notice.exemptions if notice is not None else ()
    if case.night_permit is not None and any(word in each for each in listed for word in _PERMIT_WORDS):
        return None, reason("ban_permit_exempts", number=case.night_permit.number)
    return None, reason("ban_exemption_unknown", exemptions="、".join(listed) or "抢修、抢险")


def _as_night_permit(case: NoiseBanCase) -> NightPermitCase:
    return NightPermitCase(
        when=case.when,
        place=case.place,
        working=case.working,
        activity=case.activity,
        sensitive_area=case.sensitive_area,
        emergency_work=case.exempt_work,
        night_permit=case.night_permit,
        permit_shown=case.permit_shown,
        decided_on=case.decided_on,
    )
