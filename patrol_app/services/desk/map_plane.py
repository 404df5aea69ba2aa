"""Metres on a flat map, for drawing alone: the law is asked with the geodesic."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from patrol_app.domain.places import ExamVenue, Place, Site

M_PER_DEG = 111_320.0


@dataclass(frozen=True, slots=True)
class MapPlane:
    """A plane about a middle, in metres east and north."""

    middle: Place

    @classmethod
    def over(cls, sites: Sequence[Site], venues: Sequence[ExamVenue]) -> MapPlane:
        """About the middle of the venues, since zones are looked at; of the sites where there is no venue."""
        return cls.about([one.place for one in venues] or [one.place for one in sites])

    @classmethod
    def about(cls, places: Sequence[Place]) -> MapPlane:
        """About the middle of places; somewhere in Ankang where there is none."""
        if not places:
            return cls(Place(latitude_deg=32.7, longitude_deg=109.0))
        return cls(
            Place(
                latitude_deg=sum(place.latitude_deg for place in places) / len(places),
                longitude_deg=sum(place.longitude_deg for place in places) / len(places),
            )
        )

    def metres(self, place: Place) -> tuple[float, float]:
        """East and north of the middle."""
        east = (place.longitude_deg - self.middle.longitude_deg) * M_PER_DEG
        north = (place.latitude_deg - self.middle.latitude_deg) * M_PER_DEG
        return round(east * math.cos(math.radians(self.middle.latitude_deg)), 1), round(north, 1)

    def place_at(self, east_m: float, north_m: float) -> Place:
        """The place (WGS-84) of a point of the map."""
        shrunk = math.cos(math.radians(self.middle.latitude_deg))
        return Place(
            latitude_deg=round(self.middle.latitude_deg + north_m / M_PER_DEG, 7),
            longitude_deg=round(self.middle.longitude_deg + east_m / M_PER_DEG / shrunk, 7),
        )
