"""Wind and rain that officers entered by hand, where no station said them: the same for the window and the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from patrol_app.domain.record import EnteredWeather, Weather

KIND = "weather.entered"
COUNTS_WITHIN = timedelta(minutes=30)
"""An entry stands for a run from half an hour before it to half an hour after it; older weather is another weather."""


def with_entered(weather: Weather, entered: Sequence[EnteredWeather], start: datetime, end: datetime) -> Weather:
    """The weather of a run with what officers entered.

    The largest wind entered counts where no station said any. Rain, snow or thunder that an officer saw counts even
    where a station said nothing fell, since a gauge counts neither snow nor thunder; no rain as entered counts only
    where no station looked.
    """
    near = [one for one in entered if start - COUNTS_WITHIN <= one.at <= end + COUNTS_WITHIN]
    winds = [one.wind_m_s for one in near if one.wind_m_s is not None]
    rains = [one.rain for one in near if one.rain is not None]
    if winds and weather.wind_max_m_s is None:
        weather = replace(weather, wind_max_m_s=max(winds), wind_entered=True)
    if rains and (weather.rain is None or (any(rains) and not weather.rain)):
        weather = replace(weather, rain=any(rains), rain_entered=True)
    return weather
