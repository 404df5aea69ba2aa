"""The column guide of each library: Chinese heading and identifier, and how a cell becomes a value."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone

from patrol_app.domain.errors import BadInput
from patrol_app.services.office.table_files import Row

LOCAL = timezone(timedelta(hours=8), "Asia/Shanghai")

HEADINGS: Mapping[str, Mapping[str, str]] = {
    "venues": {
        "name": "名称",
        "latitude_deg": "纬度",
        "longitude_deg": "经度",
        "datum": "坐标系",
        "address": "地址",
        "boundary": "边界",
    },
    "sites": {
        "name": "名称",
        "latitude_deg": "纬度",
        "longitude_deg": "经度",
        "datum": "坐标系",
        "address": "地址",
        "kind": "类型",
        "project": "项目",
        "stage": "施工阶段",
        "sound_area": "声环境功能区",
        "contractor": "施工单位",
        "contractor_code": "统一社会信用代码",
        "contractor_representative": "法定代表人",
        "contractor_phone": "电话",
        "contractor_address": "住所",
        "developer": "建设单位",
        "permit_number": "夜间证明文号",
        "permit_issuer": "证明机关",
        "permit_from": "证明起",
        "permit_to": "证明止",
        "permit_posted": "已公示",
        "sensitive_area": "敏感建筑物集中区域",
        "sensitive_building": "最近敏感建筑物",
        "sensitive_distance_m": "敏感建筑物距离",
        "key_source": "重点源",
        "complaints": "投诉数",
        "positive_list": "正面清单",
        "grid": "网格",
        "monitor_mn": "在线监测编号",
        "boundary": "边界",
        "contact": "联系人",
        "contact_phone": "联系电话",
        "credit_grade": "信用等级",
        "platform_code": "平台码色",
    },
    "notices": {
        "number": "文号",
        "title": "标题",
        "issuer": "发布机关",
        "legal_basis": "法律依据",
        "radius_m": "半径",
        "valid_from": "生效",
        "valid_to": "失效",
        "daily_windows": "每日时段",
        "forbidden": "禁止",
        "exemptions": "例外",
        "boundary": "范围边界",
        "area_name": "范围名称",
        "datum": "坐标系",
        "exam": "考试",
        "distance_rule": "距离起算",
        "published_on": "发布日期",
        "penalty_basis": "处罚依据",
    },
    "sessions": {
        "exam": "考试",
        "subject": "科目",
        "starts_at": "开始",
        "ends_at": "结束",
        "venues": "考点",
        "listening_from": "听力起",
        "listening_to": "听力止",
    },
    "officers": {"name": "姓名", "certificate_number": "执法证号", "recused_sites": "回避工地"},
    "instruments": {
        "role": "用途",
        "model": "型号",
        "name": "名称",
        "serial_number": "编号",
        "sound_class": "级别",
        "certificate_number": "检定证书",
        "certificate_valid_to": "有效期至",
        "nominal_db": "标称声级",
        "port": "端口",
    },
    "help_visits": {
        "number": "编号",
        "held_on": "日期",
        "site": "企业或工地",
        "problem": "问题或隐患",
        "advice": "建议条数",
        "hazards_removed": "消除隐患数",
        "officers": "人员",
    },
    "law_talks": {
        "number": "编号",
        "held_on": "日期",
        "place": "地点",
        "audience": "对象",
        "people": "人数",
        "materials": "材料份数",
        "articles": "法规条款",
        "officers": "讲解人",
    },
}

REQUIRED: Mapping[str, tuple[str, ...]] = {
    "venues": ("name", "latitude_deg", "longitude_deg", "datum"),
    "sites": ("name", "latitude_deg", "longitude_deg", "datum"),
    "notices": ("number", "issuer", "legal_basis", "valid_from", "valid_to"),
    "sessions": ("exam", "subject", "starts_at", "ends_at"),
    "officers": ("name", "certificate_number"),
    "instruments": ("role", "model", "serial_number"),
    "help_visits": ("number", "held_on", "site", "problem"),
    "law_talks": ("number", "held_on", "place", "audience"),
}

CHOICES: Mapping[str, Mapping[str, str]] = {
    "kind": {"工地": "construction", "建筑工地": "construction", "工厂": "factory", "其他": "other"},
    "stage": {
        "拆除": "demolition",
        "土方": "earthwork",
        "土石方": "earthwork",
        "地基处理": "ground_treatment",
        "基础": "foundation",
        "主体": "structure",
        "主体结构": "structure",
        "装饰": "decoration",
        "装修": "decoration",
        "装饰装修": "decoration",
    },
    "role": {
        "声级计": "sound",
        "校准器": "calibrator",
        "粉尘仪": "dust",
        "气象仪": "weather",
        "定位": "position",
        "传声器": "microphone",
    },
    "credit_grade": {"A": "A", "B": "B", "C": "C", "D": "D"},
    "platform_code": {"绿": "green", "黄": "yellow", "红": "red"},
    "distance_rule": {"围墙": "wall", "大门": "gate", "未写明": "unspecified"},
}

FORMS: Mapping[str, str] = {
    "latitude_deg": "degrees", "longitude_deg": "degrees", "datum": "datum", "boundary": "boundary",
    "sensitive_distance_m": "number", "radius_m": "number", "nominal_db": "number", "complaints": "count",
    "sound_class": "count", "advice": "count", "hazards_removed": "count", "people": "count", "materials": "count",
    "key_source": "flag", "positive_list": "flag", "permit_posted": "flag", "permit_from": "time", "permit_to": "time",
    "valid_from": "time", "valid_to": "time", "starts_at": "time", "ends_at": "time", "listening_from": "time",
    "listening_to": "time", "certificate_valid_to": "day", "published_on": "day", "held_on": "day",
    "daily_windows": "windows", "forbidden": "several", "exemptions": "several", "recused_sites": "several",
    "officers": "several", "venues": "several", "sound_area": "area",
}  # fmt: skip
"""How a cell of a column is written, where it is not plain text or one of ``CHOICES``: keys of ``table.form.*``."""


PLACE = ("latitude_deg", "longitude_deg")

_IDENTIFIERS = {
    kind: {heading: identifier for identifier, heading in columns.items()} for kind, columns in HEADINGS.items()
}


class Cells:
    """One row under its identifiers; every accessor names the column in its fault."""

    def __init__(self, kind: str, row: Row) -> None:
        self._kind = kind
        chinese = _IDENTIFIERS[kind]
        self._values: dict[str, str] = {}
        for heading, value in row.cells.items():
            identifier = chinese.get(heading, heading)
            if identifier not in HEADINGS[kind]:
                raise BadInput("table.column", column=heading, known="、".join(HEADINGS[kind].values()))
            self._values[identifier] = value
        for name in REQUIRED[kind]:
            if not self._values.get(name):
                if name in PLACE and self._values.get("boundary"):
                    continue  # a boundary says where the place is
                raise BadInput("table.blank", column=name, heading=HEADINGS[kind][name])

    def heading(self, column: str) -> str:
        """The Chinese heading of a column."""
        return HEADINGS[self._kind][column]

    def text(self, column: str) -> str | None:
        """The cell, or ``None`` when it is blank."""
        return self._values.get(column) or None

    def need(self, column: str) -> str:
        """The cell of a required column."""
        return self._values[column]

    def number(self, column: str) -> float | None:
        """The cell as a number."""
        text = self.text(column)
        if text is None:
            return None
        try:
            value = float(text)
        except ValueError:
            raise BadInput("table.number", column=column, value=text) from None
        if not math.isfinite(value):
            raise BadInput("table.number", column=column, value=text)
        return value

    def count(self, column: str) -> int | None:
        """The cell as a whole number, not below nothing."""
        value = self.number(column)
        if value is None:
            return None
        if value < 0 or not value.is_integer():
            raise BadInput("table.number", column=column, value=self.need(column))
        return int(value)

    def flag(self, column: str) -> bool | None:
        """The cell as yes or no; blank is ``None``."""
        text = self.text(column)
        if text is None:
            return None
        folded = text.lower()
        if folded in ("1", "true", "yes", "y", "是", "有", "√"):
            return True
        if folded in ("0", "false", "no", "n", "否", "无"):
            return False
        raise BadInput("table.flag", column=column, value=text)

    def moment(self, column: str, *, end_of_day: bool = False) -> datetime | None:
        """The cell as a time; without an offset it is Beijing time, a bare date is its start (or end)."""
        text = self.text(column)
        if text is None:
            return None
        try:
            found = datetime.fromisoformat(text.replace("/", "-"))
        except ValueError:
            raise BadInput("table.time", column=column, value=text) from None
        if end_of_day and len(text) <= 10:
            found += timedelta(days=1)
        return found if found.tzinfo else found.replace(tzinfo=LOCAL)

    def day(self, column: str) -> date | None:
        """The cell as a day."""
        text = self.text(column)
        if text is None:
            return None
        try:
            return date.fromisoformat(text[:10].replace("/", "-"))
        except ValueError:
            raise BadInput("table.time", column=column, value=text) from None

    def choice(self, column: str) -> str | None:
        """The cell as one of its fixed words, Chinese or identifier."""
        text = self.text(column)
        if text is None:
            return None
        words = CHOICES[column]
        if text in words.values():
            return text
        if text in words:
            return words[text]
        raise BadInput("table.choice", column=column, value=text, choices="、".join(words))

    def several(self, column: str) -> tuple[str, ...]:
        """The cell split at semicolons."""
        text = self.text(column) or ""
        return tuple(part.strip() for part in text.replace("；", ";").split(";") if part.strip())
