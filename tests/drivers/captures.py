"""The captures and what each says: counts of readings and damage, and the values worth naming."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from talk import CAPTURES

from drivers.capture import CapturedBytes
from drivers.instrument import Direction

Says = Mapping[int, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class CaptureCase:
    """``says`` maps the number of a reading (negative counts from the end) to fields of it."""

    model: str
    file: str
    readings: int
    damage: int
    says: Says = field(default_factory=dict)
    chunks: Callable[[], list[CapturedBytes]] | None = None


CAPTURE_FILES = [
    CaptureCase(
        "bswa-308",
        "slm/bswa308_manual_examples.hex",
        8,
        1,
        {
            0: {"quantity": "LAF", "value_db": 74.3},
            2: {"quantity": "LCF", "value_db": 76.2, "weighting": "C"},
            4: {"quantity": "LAeq", "value_db": 65.0, "overload": False},
        },
    ),
    CaptureCase(
        "modbus-tsp:boling",
        "dust/modbus_tsp_wuhan.hex",
        3,
        1,
        {0: {"tsp_ug_m3": 90.0}, 1: {"pm10_ug_m3": 66.0}, 2: {"pm25_ug_m3": 53.0}},
    ),
    CaptureCase(
        "vaisala-wxt",
        "weather/vaisala_wxt.txt",
        8,
        1,
        {
            0: {"wind_m_s": None, "temperature_c": 16.0},
            4: {"pressure_hpa": 837.3},
            5: {"wind_max_m_s": 9.6, "pressure_hpa": 1005.8, "rain_mm": 13.02},
            6: {"wind_m_s": None},
        },
    ),
    CaptureCase(
        "nmea",
        "gps/beidou-bd.log",
        10,
        0,
        {
            4: {"latitude_deg": None, "valid": False},
            5: {
                "latitude_deg": 31.24795,
                "longitude_deg": 121.5874383333,
                "utc": "2015-02-25T07:41:55.799Z",
                "valid": True,
            },
        },
    ),
    CaptureCase(
        "nmea",
        "gps/quectel-l76k-nmea.head400.log",
        26,
        0,
        {1: {"utc": "2026-08-05T05:52:34.200Z", "valid": True, "satellites": 14}, -1: {"valid": False}},
    ),
    CaptureCase(
        "tondaj-sl814",
        "slm/tondaj_sl814_capture.hex",
        14,
        0,
        {
            0: {"quantity": "LAS", "value_db": 43.1},
            5: {"quantity": "LCS", "value_db": 62.0},
            13: {"quantity": "LCF", "value_db": 101.0},
        },
    ),
    CaptureCase("modbus-noise", "slm/modbus_noise.hex", 1, 0, {0: {"value_db": 49.7}}),
    CaptureCase(
        "nti-xl2",
        "slm/nti_xl2_manual_examples.hex",
        15,
        0,
        {
            0: {"quantity": "LAF", "value_db": 53.8},
            1: {"quantity": "LASmax", "value_db": 52.1},
            4: {"quantity": "LZFmax", "value_db": 65.3},
            5: {"quantity": "unknown", "value_db": 36.0},
        },
    ),
    CaptureCase(
        "svantek-97x",
        "slm/svantek_manual_examples.hex",
        25,
        0,
        {
            0: {"quantity": "Lpeak", "value_db": 79.97, "instrument_time": "2014-03-17T13:44:28", "overload": False},
            4: {"quantity": "Leq", "value_db": 43.91},
            7: {"quantity": "L10", "value_db": 45.6},
        },
    ),
    CaptureCase(
        "larson-davis-820",
        "slm/larson_davis_824_manual_examples.hex",
        3,
        0,
        {0: {"quantity": "unknown", "value_db": 59.5}},
    ),
    CaptureCase("mastech-ms6701", "slm/mastech_ms6701_payload.hex", 0, 1),
]


def captured_rows(sensor: str) -> Callable[[], list[CapturedBytes]]:
    """The rows of one sensor in the table of frames that PyPMS captured."""

    def chunks() -> list[CapturedBytes]:
        rows = (CAPTURES / "dust" / "pypms_captured.csv").read_text(encoding="utf-8").splitlines()[1:]
        cells = [row.split(",") for row in rows]
        return [CapturedBytes(payload=bytes.fromhex(cell[2])) for cell in cells if cell[1] == sensor]

    return chunks


def _sds011_session() -> list[CapturedBytes]:
    """The session with the leading AA of each answer put back, as its README asks."""
    lines = (CAPTURES / "dust" / "sds011_session.txt").read_text(encoding="utf-8").splitlines()
    chunks = []
    for line in lines:
        if line.startswith(">"):
            chunks.append(CapturedBytes(payload=bytes.fromhex(line[1:]), direction=Direction.SENT))
        elif line.startswith("<"):
            chunks.append(CapturedBytes(payload=b"\xaa" + bytes.fromhex(line[1:])))
    return chunks


_PYPMS = "dust/pypms_captured.csv"
CAPTURE_FILES += [
    CaptureCase("nova-sds011", "dust/sds011_session.txt", 1, 0, {0: {"pm25_ug_m3": 8.2}}, _sds011_session),
    CaptureCase("nova-sds011", "dust/nova_examples.hex", 1, 1, {0: {"pm10_ug_m3": 261.8}}),
    CaptureCase("nova-sds198", "dust/nova_examples.hex", 2, 1, {0: {"pm100_ug_m3": 22.0}}),
    CaptureCase("nova-sds011", _PYPMS, 4, 0, {0: {"pm25_ug_m3": 0.6}}, captured_rows("SDS01x")),
    CaptureCase("nova-sds198", _PYPMS, 4, 0, {3: {"pm100_ug_m3": 26.0}}, captured_rows("SDS198")),
    CaptureCase("plantower-pms", "dust/plantower_frames.hex", 9, 2, {2: {"pm1_ug_m3": 31.0, "pm10_ug_m3": 60.0}}),
    CaptureCase("plantower-pms", _PYPMS, 4, 0, {0: {"pm25_ug_m3": 8.0}}, captured_rows("PMSx003")),
    CaptureCase("plantower-pms", _PYPMS, 4, 0, {0: {"pm25_ug_m3": 0.0}}, captured_rows("PMS3003")),
    CaptureCase(
        "plantower-pms:5003t",
        _PYPMS,
        4,
        0,
        {0: {"pm25_ug_m3": 35.0, "temperature_c": 21.2, "humidity_pct": 22.4}},
        captured_rows("PMS5003T"),
    ),
    CaptureCase("honeywell-hpma115", "dust/honeywell_hpma115.hex", 2, 0, {1: {"pm4_ug_m3": 9.0}}),
    CaptureCase("honeywell-hpma115", _PYPMS, 4, 0, {3: {"pm10_ug_m3": 7.0}}, captured_rows("HPMA115C0")),
    CaptureCase("sensirion-sps30", "dust/sps30_shdlc.hex", 0, 0),
    CaptureCase("sensirion-sps30", _PYPMS, 4, 0, {}, captured_rows("SPS30")),
    CaptureCase("metone-es642", "dust/metone_es642.txt", 3, 1, {0: {"mass_ug_m3": 69.0}, 2: {"temperature_c": 20.9}}),
    CaptureCase("metone-aerocet531s", "dust/metone_aerocet531s.txt", 1, 0, {0: {"tsp_ug_m3": 8.2}}),
    CaptureCase("metone-bam1020", "dust/metone_bam1020.txt", 1, 0, {0: {"mass_ug_m3": 84.0}}),
    CaptureCase("metone-ebam", "dust/metone_bam1020.txt", 2, 0, {1: {"mass_ug_m3": 18.0}}),
    CaptureCase("tsi-dusttrak", "dust/tsi_dusttrak_drx.txt", 1, 1, {0: {"total_ug_m3": 74.0}}),
    CaptureCase("casella-microdust", "dust/casella_microdust_pro.txt", 3, 0, {0: {"mass_ug_m3": 2870.0}}),
    CaptureCase(
        "gill-windsonic", "weather/gill_windsonic.bin", 7, 1, {2: {"wind_m_s": 7.22 / 3.6}, 6: {"wind_m_s": 2.74}}
    ),
    CaptureCase("gill-maximet", "weather/gill_gmx_maximet.txt", 1, 0, {0: {"temperature_c": 23.2}}),
    CaptureCase("lufft-umb", "weather/lufft_umb.hex", 1, 0, {0: {"temperature_c": 28.16648292541504}}),
    CaptureCase(
        "modbus-station:500-a",
        "weather/sen0658_modbus_session.txt",
        3,
        0,
        {
            0: {"wind_m_s": 0.14, "wind_direction_deg": 110.0},
            1: {"humidity_pct": 45.1, "temperature_c": 24.6, "noise_db": 51.8},
            2: {"pm25_ug_m3": 5.0, "pm10_ug_m3": 15.0, "pressure_hpa": 1019.0},
        },
    ),
    CaptureCase("modbus-station:500-b", "weather/site_dust_station_500.hex", 0, 0),
    CaptureCase("hj212", "hj212/packets_ok.bin", 18, 0, {4: {"st": "39"}, 0: {"cn": "1062"}}),
    CaptureCase("hj212", "hj212/packets_bad.bin", 2, 4, {0: {"length_ok": False, "crc_ok": True}}),
]
