"""One door to judgement: a case and a rule book in, a verdict out; nothing else is read."""

from __future__ import annotations

from patrol_app.domain.errors import BadInput
from patrol_app.domain.verdict import Verdict
from patrol_app.rules.cases import Case, DustCase, DustMeasuresCase, NightPermitCase, NoiseCase
from patrol_app.rules.dust import judge_dust
from patrol_app.rules.dust_measures import judge_dust_measures
from patrol_app.rules.editions import RuleBook
from patrol_app.rules.night_permit import judge_night_permit
from patrol_app.rules.noise import judge_noise
from patrol_app.rules.noise_ban import judge_noise_ban


def judge(case: Case, book: RuleBook) -> Verdict:
    """The verdict on a case by the rules in force at its place and moment.

    Raises:
        BadInput: ``when`` has no offset, or a notice in the case ends before it begins or has a misspelt window.
    """
    if case.when.tzinfo is None:
        raise BadInput("rules.case.offset", name="when", value=case.when.isoformat())
    if isinstance(case, NoiseCase):
        return judge_noise(case, book)
    if isinstance(case, DustCase):
        return judge_dust(case, book)
    if isinstance(case, NightPermitCase):
        return judge_night_permit(case, book)
    if isinstance(case, DustMeasuresCase):
        return judge_dust_measures(case, book)
    return judge_noise_ban(case, book)
