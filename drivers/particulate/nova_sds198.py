"""Nova SDS198: PM100, 9600 8N1, a frame a second unasked.

``AA CF x x PMlo PMhi ID1 ID2 sum AB`` in **1** ug/m3; the two bytes before the value are reserved and not zero.
PM100 is an optical estimate near TSP and never called TSP. Settings are never sent.
"""

from __future__ import annotations

from collections.abc import Sequence

from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.nova import NovaDecoder, nova_frame
from drivers.readings import ParticulateReading, Reading
from drivers.stand_in import Streamer, dust


class _Decoder(NovaDecoder):
    kind = 0xCF

    def measured(self, payload: bytes, offset: int, warming_up: bool | None) -> ParticulateReading:
        return ParticulateReading(
            offset=offset,
            length=10,
            pm100_ug_m3=float(int.from_bytes(payload[2:4], "little")),
            warming_up=warming_up,
        )


class NovaSds198:
    """The instrument file's one object."""

    card = ModelCard(
        name="nova-sds198",
        maker="Nova 诺方",
        models=("SDS198",),
        kind="particulate",
        sound_class=None,
        certainty="A",
        line=LineSettings(baud=9600),
        source="Nova datasheet; real frames recomputed",
        usb_ids=((0x1A86, 0x7523),),
    )

    def requests(self) -> Sequence[Request]:
        """None: the sensor streams."""
        return ()

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """A frame a reading."""
        out = b""
        for each in readings:
            if isinstance(each, ParticulateReading):
                value = round(each.pm100_ug_m3 or 0.0).to_bytes(2, "little")
                out += nova_frame(0xCF, b"\x0c\x00" + value + b"\xe9\x05")
        return out

    def simulated(self, truth: Truth) -> Simulated:
        """A sensor that shows the true TSP as its PM100."""
        return Streamer(
            truth,
            lambda now: [ParticulateReading(offset=0, length=0, pm100_ug_m3=dust(now, "tsp_ug_m3", 0))],
            self.encode,
        )


INSTRUMENT = NovaSds198()
