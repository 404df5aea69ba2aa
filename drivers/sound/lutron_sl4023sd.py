"""Lutron SL-4023SD and SL-4033SD (class 2), also Reed and Sper 840012.

The meter streams sixteen characters about once a second: ``02 4 1 17 0 1 00000652 0D`` = 65.2 dB (layout in
``drivers/sixteen.py``). There is no check: start, ``4``, digits only, end must all be right. Weighting and detector
are not told.
"""

from __future__ import annotations

from collections.abc import Sequence

from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.levels import LevelName, sound
from drivers.readings import Reading, SoundReading
from drivers.sixteen import SixteenDecoder, lutron_frame
from drivers.stand_in import Streamer, level


class LutronSl4023sd:
    """The instrument file's one object."""

    card = ModelCard(
        name="lutron-sl4023sd",
        maker="Lutron 路昌",
        models=("SL-4023SD", "SL-4033SD", "Reed", "Sper 840012"),
        kind="sound",
        sound_class=2,
        certainty="B",
        line=LineSettings(baud=9600),
        source="SL-4023SD and DS-2013SD manuals; Extech 407119A manual for start and end",
    )

    def requests(self) -> Sequence[Request]:
        """None: the meter streams."""
        return ()

    def decoder(self) -> SixteenDecoder:
        """A fresh decoder."""
        return SixteenDecoder(b"4")

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """A frame a reading; one without a name goes to the lower display."""
        sounds = [each for each in readings if isinstance(each, SoundReading)]
        return b"".join(lutron_frame(each.value_db, lower=each.quantity == "unknown") for each in sounds)

    def simulated(self, truth: Truth) -> Simulated:
        """A meter that is not there."""
        return Streamer(truth, lambda now: [sound(LevelName("Lp"), level(now, "LAF"))], self.encode)


INSTRUMENT = LutronSl4023sd()
