"""What makes a site come first, in points, and what keeps it out of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from patrol_app.domain.draws import ExcludedReason
from patrol_app.domain.plans import Because, Candidate, Lead


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Points of each ground; the numbers are the program's own proposal and no law's."""

    requested: int = 200
    zone: int = 100
    near_zone: int = 15
    lead: int = 60
    complaint: int = 6
    complaints_most: int = 30
    finding: int = 20
    findings_most: int = 60
    key_source: int = 10
    long_ago_days: int = 60
    long_ago: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class OnSiteCap:
    """The largest number of on-site checks a year, and what is not counted; data of a notice with its dates."""

    authority: str
    most: int
    leads: tuple[Lead, ...]
    credit_grades: tuple[str, ...]
    platform_codes: tuple[str, ...]


def priority(candidate: Candidate, weights: Weights | None = None) -> tuple[int, tuple[Because, ...]]:
    """Points of a site and the grounds they come from, the weightiest first."""
    weigh, site = weights or Weights(), candidate.site
    grounds: list[tuple[int, Because]] = []
    if candidate.requested:
        grounds.append((weigh.requested, "requested"))
    if candidate.inside:
        grounds.append((weigh.zone, "zone"))
    elif candidate.near:
        grounds.append((weigh.near_zone, "near_zone"))
    if candidate.leads:
        grounds.append((weigh.lead, "lead"))
    if site.complaints:
        grounds.append((min(site.complaints * weigh.complaint, weigh.complaints_most), "complaints"))
    if candidate.findings:
        grounds.append((min(candidate.findings * weigh.finding, weigh.findings_most), "findings"))
    if site.key_source:
        grounds.append((weigh.key_source, "key_source"))
    if candidate.days_since is None:
        grounds.append((weigh.long_ago, "never"))
    elif candidate.days_since > 0:
        days = min(candidate.days_since, weigh.long_ago_days)
        grounds.append((days * weigh.long_ago // weigh.long_ago_days, "long_ago"))
    kept = sorted((ground for ground in grounds if ground[0] > 0), key=lambda ground: -ground[0])
    return sum(points for points, _ in kept), tuple(name for _, name in kept)


def exempt(candidate: Candidate, cap: OnSiteCap) -> tuple[Because, ...]:
    """What lets a site be checked beyond the cap: a lead of the listed kinds, its credit grade, its colour code."""
    leads: Sequence[Lead] = [*candidate.leads, *(("complaint",) if candidate.site.complaints else ())]
    found: list[Because] = []
    if any(lead in cap.leads for lead in leads):
        found.append("lead" if candidate.leads else "complaints")
    if candidate.site.credit_grade in cap.credit_grades:
        found.append("credit_d")
    if candidate.site.platform_code in cap.platform_codes:
        found.append("red_code")
    return tuple(found)


def kept_out(candidate: Candidate, cap: OnSiteCap | None) -> ExcludedReason | None:
    """Why a site is not visited: on the positive list without a lead, or checked as often as the cap allows.

    A firm on the positive list is looked at without a visit first; leads, complaints and the leader's request
    bring it back.
    """
    site = candidate.site
    if site.positive_list and not (candidate.leads or site.complaints or candidate.requested):
        return "positive_list"
    if cap is not None and candidate.visits_this_year >= cap.most and not exempt(candidate, cap):
        return "two_checks"
    return None
