"""HJ 212 packets: framing, checksum, what a segment says, and the answers that a receiver owes.

``##`` LLLL segment CCCC CR LF. LLLL is the decimal byte count of the segment, CCCC its checksum in hex. The
checksum is the standard's own, not Modbus: at each byte only the high half of the register goes on, so there are
256 possible values and length and form must be looked at as well. Sources: HJ/T 212-2005, HJ 212-2017 annex A, HJ
212-2025 annex A.1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from drivers.framing import number
from drivers.readings import StationMessage


def _tables() -> tuple[bytes, tuple[int, ...]]:
    whole = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = (value >> 1) ^ (0xA001 if value & 1 else 0)
        whole.append(value)
    return bytes(value >> 8 for value in whole), tuple(whole)


_HIGH, _WHOLE = _tables()
_SHORT = 32
"""Up to here byte after byte is the quickest."""
_HEADER = re.compile(
    r"QN=(\d{17});ST=([^;=]*);CN=([^;=]*);PW=([^;=]{6});MN=([^;=]{14}|[^;=]{24});Flag=(\d+);", re.ASCII
)
"""The header that the standard asks for; any other is looked at field by field."""
_USUAL = ("QN", "ST", "CN", "PW", "MN", "FLAG")
_PROTOCOLS = {0: "HJ/T 212-2005", 1: "HJ 212-2017", 2: "HJ 212-2025"}
_CODE_2017 = re.compile(r"[waegi]\d{5}")
_CODE_2005 = re.compile(r"\d{3}|[A-Z]\d{2}")
_TEXTS = ("Flag", "EFlag", "Info", "SN", "SampleTime")
_COUNTS = re.compile(r"(Zs)?(Rtd|Min|Avg|Max|Cou)|(Day|Night)?Data")
_ORDER = ("QN", "ST", "CN", "PW", "MN", "FLAG", "PNUM", "PNO")
_SPELLED = frozenset((*_ORDER[:5], "Flag", *_ORDER[6:]))
_DATA_ANSWER, _NOTICE_ANSWER = "9014", "9013"
_NOTICES = ("1013", "2012", "9015")


def checksum(segment: bytes) -> int:
    """The standard's checksum of a segment (HJ 212-2017 annex A)."""
    if not segment:
        return 0xFFFF
    data = bytes((segment[0] ^ 0xFF,)) + segment[1:-1] if len(segment) > 1 else b""
    # A step is linear over exclusive-or, so the front half can be carried over the back half in one go.
    while len(data) > _SHORT:
        half = (len(data) + 1) // 2
        front = int.from_bytes(data[:-half].translate(_steps(half)))
        data = (front ^ int.from_bytes(data[-half:])).to_bytes(half)
    high = 0
    table = _HIGH
    for byte in data:
        high = table[high ^ byte]
    return _WHOLE[high ^ segment[-1]] if len(segment) > 1 else _WHOLE[0xFF ^ segment[0]]


@cache
def _steps(count: int) -> bytes:
    """What ``count`` steps make of each value of the register's half."""
    if count == 1:
        return _HIGH
    half = _steps(count // 2)
    twice = half.translate(half)
    return twice.translate(_HIGH) if count % 2 else twice


def packet(segment: str) -> bytes:
    """A whole packet around a segment; the length counts bytes, so Chinese text is right too."""
    body = segment.encode("utf-8")
    return b"##" + f"{len(body):04d}".encode() + body + f"{checksum(body):04X}\r\n".encode()


def understand(segment: bytes, offset: int, length: int, *, length_ok: bool) -> StationMessage:
    """What a segment with a right checksum says; departures from the standard are named in ``marks``."""
    marks = [] if length_ok else ["length_wrong"]
    text = _text(segment, marks)
    head, opened, tail = text.partition("CP=&&")
    if not opened:
        marks.append("cp_missing")
    header = _header(head, marks)
    body, closed, _ = tail.rpartition("&&")
    if opened and not closed:
        marks.append("cp_open")
        body = tail
    values: dict[str, dict[str, float | str | None]] = {}
    fields: dict[str, str] = {"PW": header["PW"]} if "PW" in header else {}
    if body.startswith("{") or (body and "=" not in body):
        # HJ 212-2025 encrypts the data area with SM4; the key is the station's, so it is kept as it came.
        marks.append("encrypted")
        fields["CP"] = body
    else:
        _data(body, values, fields, marks)
    data_time = fields.pop("DataTime", None)
    if data_time is None:
        data_time = next((fields.pop(name) for name in list(fields) if name.upper() == "DATATIME"), None)
    flags = int(header["FLAG"]) if header.get("FLAG", "").isdigit() else None
    if flags is None:
        marks.append("flag_missing")
    return StationMessage(
        offset=offset,
        length=length,
        protocol=_protocol(flags, values),
        mn=header.get("MN"),
        st=header.get("ST"),
        cn=header.get("CN"),
        qn=header.get("QN"),
        data_time=data_time,
        crc_ok=True,
        length_ok=length_ok,
        flags=flags,
        pnum=_whole_number(header.get("PNUM")),
        pno=_whole_number(header.get("PNO")),
        values=values,
        fields=fields,
        marks=tuple(dict.fromkeys(marks)),
    )


def _text(segment: bytes, marks: list[str]) -> str:
    """The standard has UTF-8; older stations write Chinese names in GB 2312, which GB 18030 contains."""
    try:
        return segment.decode("utf-8")
    except UnicodeDecodeError:
        marks.append("text_not_utf8")
    try:
        return segment.decode("gb18030")
    except UnicodeDecodeError:
        return segment.decode("utf-8", "replace")


def _header(text: str, marks: list[str]) -> dict[str, str]:
    if usual := _HEADER.fullmatch(text):
        return dict(zip(_USUAL, usual.groups(), strict=True))
    header: dict[str, str] = {}
    for item in text.split(";"):
        name, equals, value = item.partition("=")
        if equals:
            # The standard writes Flag; everything else in capitals.
            if name not in _SPELLED:
                marks.append("capitals" if name.upper() in _ORDER else "unknown_field")
            header[name.upper()] = value
    if tuple(header) != _ORDER[: len(header)]:
        _mark_order(header, marks)
    qn = header.get("QN")
    if qn is None:
        marks.append("qn_missing")
    elif not re.fullmatch(r"\d{17}", qn):
        marks.append("qn_form")
    if len(header.get("MN", "-" * 24)) not in (14, 24):
        marks.append("mn_length")
    if len(header.get("PW", "-" * 6)) != 6:
        marks.append("pw_length")
    return header


def _mark_order(header: Mapping[str, str], marks: list[str]) -> None:
    present = [name for name in header if name in _ORDER]
    plain = [name for name in present if name not in ("PNUM", "PNO")]
    if plain != sorted(plain, key=_ORDER.index):
        marks.append("field_order")
    if "PNUM" in present and "PNO" in present and present.index("PNO") < present.index("PNUM"):
        marks.append("part_order")


def _data(
    text: str, values: dict[str, dict[str, float | str | None]], fields: dict[str, str], marks: list[str]
) -> None:
    if text.endswith(";"):
        marks.append("trailing_separator")
    for item in text.split(";"):
        flagged = False
        codes = False
        for part in item.split(","):
            name, equals, value = part.partition("=")
            if not equals:
                if part.strip():
                    marks.append("no_value")
                continue
            code, suffix, departures = _place(name)
            if departures:
                marks += departures
            if suffix is None:
                fields[code] = value
                continue
            flagged = flagged or suffix == "Flag"
            codes = True
            if code not in values:
                values[code] = {}
            if value[:1] == " " or value[-1:] == " ":
                marks.append("blank")
            values[code][suffix] = value.strip() if suffix in _TEXTS else _value(value, suffix, marks)
        if codes and not flagged:
            marks.append("item_without_flag")
    numbers = [each for held in values.values() for each in held.values() if isinstance(each, float)]
    if numbers and not any(numbers):
        marks.append("all_zero")


@lru_cache(maxsize=4096)
def _place(name: str) -> tuple[str, str | None, tuple[str, ...]]:
    """Factor code and suffix of a name in the data area (a plain field has none), and what departs from the standard.

    A station says the same few names in every packet.
    """
    marks = []
    if name[:1] == " " or name[-1:] == " ":
        marks.append("blank")
        name = name.strip()
    code, dash, suffix = name.partition("-")
    if not dash:
        if code == "Flag":
            marks.append("bare_flag")
        return code, None, tuple(marks)
    if "-" in suffix:
        marks.append("doubled_suffix")
        suffix = suffix.split("-")[0]
    return code, suffix, tuple(marks)


def _value(text: str, suffix: str, marks: list[str]) -> float | str | None:
    """A number; what is none is null where a suffix of the standard counts, and stays a text under any other."""
    found = float(text) if text.isdigit() and text.isascii() else number(text)
    if found is None:
        if not _COUNTS.fullmatch(suffix):
            return text.strip() or None
        marks.append("no_value")
        return None
    if found < 0 and found in (-99.0, -999.0, -9999.0):
        marks.append("filler")
    return found


def _whole_number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() else None


def _protocol(flags: int | None, codes: Mapping[str, object]) -> str | None:
    if flags is not None:
        return _PROTOCOLS.get(flags >> 2)
    if any(_CODE_2017.fullmatch(code) for code in codes):
        return _PROTOCOLS[1]
    return _PROTOCOLS[0] if any(_CODE_2005.fullmatch(code) for code in codes) else None


def segment_of(message: StationMessage) -> str:
    """The segment that says a message, in the standard's order."""
    head = []
    for name, value in (
        ("QN", message.qn),
        ("ST", message.st),
        ("CN", message.cn),
        ("PW", message.fields.get("PW")),
        ("MN", message.mn),
        ("Flag", message.flags),
        ("PNUM", message.pnum),
        ("PNO", message.pno),
    ):
        if value is not None:
            head.append(f"{name}={value}")
    items = [f"DataTime={message.data_time}"] if message.data_time is not None else []
    items += [f"{name}={value}" for name, value in message.fields.items() if name not in ("PW", "CP")]
    for code, held in message.values.items():
        items.append(",".join(f"{code}-{suffix}={_written(value)}" for suffix, value in held.items()))
    body = message.fields.get("CP", ";".join(items))
    return ";".join([*head, f"CP=&&{body}&&"])


def _written(value: float | str | None) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return "" if value is None else value


def reply(message: StationMessage, cn: str, data: str = "") -> bytes:
    """An answer to ``message``: it copies QN, PW and MN, has ST 91, and the version bits of its Flag alone.

    ``cn`` is 9011 (request taken, ``QnRtn=1``), 9012 (result, ``ExeRtn=1``), 9013 or 9014. A 2005 station gets the
    older form, which names what it answers in the data area.
    """
    if message.flags is not None and message.flags >> 2 == 0:
        data = data or f"QN={message.qn or ''};CN={message.cn or ''}"
        return packet(f"ST=91;CN={cn};CP=&&{data}&&")
    version = 4 if message.flags is None else message.flags & ~3
    copied = (("QN", message.qn), ("ST", "91"), ("CN", cn), ("PW", message.fields.get("PW")), ("MN", message.mn))
    head = ";".join(f"{name}={value}" for name, value in copied if value is not None)
    return packet(f"{head};Flag={version};CP=&&{data}&&")


def owed_reply(message: StationMessage) -> bytes | None:
    """What a listening post owes: 9014 for data, 9013 for notices, when the Flag asks; nothing else, ever."""
    if message.flags is None or not message.flags & 1 or message.cn is None or not message.crc_ok:
        return None
    if message.cn in _NOTICES:
        return reply(message, _NOTICE_ANSWER)
    if re.fullmatch(r"[23]\d{3}", message.cn):
        return reply(message, _DATA_ANSWER)
    return None
