"""Extech SDL600 (class 2), sixteen characters about once a second.

The maker's sheet says "all versions" and names no model, so either layout of ``drivers/sixteen.py`` may come: the
Extech one (``02`` polarity, lower unit, upper unit 17 = dB, decimals, lower and upper digits, ``0D``) or the Lutron one
(``02 4 ...``). They cannot be confused and both are read. The lower display's unit is one digit that no source
explains, so its value is not taken.
"""

from __future__ import annotations

from collections.abc import Sequence

from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.levels import LevelName, sound
from drivers.readings import Reading, SoundReading
from drivers.sixteen import SixteenDecoder, extech_frame, lutron_frame
from drivers.stand_in import Streamer, level


class ExtechSdl600:
    """The instrument file's one object."""

    card = ModelCard(
        name="extech-sdl600",
        maker="Extech",
        models=("SDL600",),
        kind="sound",
        sound_class=2,
        certainty="B",
        line=LineSettings(baud=9600),
        source="Extech SDL series sheet",
    )

    def requests(self) -> Sequence[Request]:
        """None: the meter streams."""
        return ()

    def decoder(self) -> SixteenDecoder:
        """A fresh decoder."""
        return SixteenDecoder(b"01234")

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """The Extech layout; a reading without a name as a Lutron lower display."""
        sounds = [each for each in readings if isinstance(each, SoundReading)]
        return b"".join(
            lutron_frame(each.value_db, lower=True) if each.quantity == "unknown" else extech_frame(each.value_db)
            for each in sounds
        )

    def simulated(self, truth: Truth) -> Simulated:
        """A meter that is not there."""
        return Streamer(truth, lambda now: [sound(LevelName("Lp"), level(now, "LAF"))], self.encode)


INSTRUMENT = ExtechSdl600()
