"""Nova SDS011, SDS018, SDS021: PM2.5 and PM10, 9600 8N1, a frame a second unasked.

``AA C0 PM25lo PM25hi PM10lo PM10hi ID1 ID2 sum AB`` in 0.1 ug/m3, range 0 to 999.9. Optical: above about 80 %
humidity it reads high. Report mode, sleep, id and period are settings and never sent.
"""

from __future__ import annotations

from collections.abc import Sequence

from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.nova import NovaDecoder, nova_frame
from drivers.readings import ParticulateReading, Reading
from drivers.stand_in import Streamer, dust


class _Decoder(NovaDecoder):
    kind = 0xC0

    def measured(self, payload: bytes, offset: int, warming_up: bool | None) -> ParticulateReading:
        return ParticulateReading(
            offset=offset,
            length=10,
            pm25_ug_m3=int.from_bytes(payload[:2], "little") / 10,
            pm10_ug_m3=int.from_bytes(payload[2:4], "little") / 10,
            warming_up=warming_up,
        )


class NovaSds011:
    """The instrument file's one object."""

    card = ModelCard(
        name="nova-sds011",
        maker="Nova 诺方",
        models=("SDS011", "SDS018", "SDS021"),
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
                values = [round((value or 0.0) * 10) for value in (each.pm25_ug_m3, each.pm10_ug_m3)]
                out += nova_frame(0xC0, b"".join(value.to_bytes(2, "little") for value in values) + b"\xa1\x60")
        return out

    def simulated(self, truth: Truth) -> Simulated:
        """A sensor that is not there."""
        return Streamer(
            truth,
            lambda now: [
                ParticulateReading(
                    offset=0,
                    length=0,
                    pm25_ug_m3=min(dust(now, "pm25_ug_m3"), 999.9),
                    pm10_ug_m3=min(dust(now, "pm10_ug_m3"), 999.9),
                )
            ],
            self.encode,
        )


INSTRUMENT = NovaSds011()
