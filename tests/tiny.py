"""A publishable checklist with every kind of demand that a phone must meet, and answers to it."""

from typing import Any

Json = dict[str, Any]


def checklist_document(code: str = "tiny") -> Json:
    """A publishable checklist with every kind of demand that a phone must meet.

    Sections REC (R1 binary with a dealer photo, R2 rating, R3 minutes, R4 with an internal photo
    on fail) and, deferred, FUP (F1 callback by number, F2 yes or no).
    """
    return {
        "code": code,
        "version": 1,
        "title": {"zh-CN": "小检查表", "en": "Small checklist"},
        "languages": ["zh-CN", "en"],
        "kind": "section_weighted",
        "scoring": {
            "overall": "section_weighted",
            "grade_bands": [{"grade": "A", "min": "80"}, {"grade": "B", "min": "0"}],
        },
        "scenarios": [
            {"code": "paid", "zh": "自费", "en": "Paid"},
            {"code": "warranty", "zh": "质保", "en": "Warranty"},
        ],
        "frameworks": ["core4"],
        "sections": [_reception(), _follow_up()],
    }


def _reception() -> Json:
    bands = [{"le": "3", "points": "10"}, {"points": "0"}]
    on_fail = {"min": 1, "max": 1, "when": "fail"}
    return {
        "code": "REC",
        "title": {"zh-CN": "接待", "en": "Reception"},
        "weight": "80",
        "chain": True,
        "stage": "reception",
        "items": [
            _item("R1", "binary", photo={"min": 1, "max": 3}, evidence_audience="dealer"),
            _item("R2", "rating", low="1", high="5", na_allowed=True),
            _item("R3", "numeric_bands", unit="min", bands=bands, comment="on_fail"),
            _item("R4", "binary", photo=on_fail, applies_if={"scenario": ["paid"]}),
        ],
    }


def _follow_up() -> Json:
    return {
        "code": "FUP",
        "title": {"zh-CN": "回访", "en": "Follow-up"},
        "weight": "20",
        "phase": "after",
        "stage": "follow_up",
        "items": [
            _item("F1", "numeric_linear", unit="d", target="1", limit="5"),
            _item("F2", "binary", na_allowed=True),
        ],
    }


def _item(code: str, kind: str, **keys: Any) -> Json:
    return {
        "code": code,
        "type": kind,
        "max": "10",
        "zh": f"检查项{code}",
        "en": f"Item {code}",
        "touchpoint": "staff",
        "method": "observed",
        "owner_role": "advisor",
        "severity": "major",
        "herzberg": "H",
        "kpi": {"core4": {"RESP.TIME": "1"}},
        **keys,
    }


ONSITE: Json = {
    "R1": {"v": "yes", "photos": []},
    "R2": {"v": "4"},
    "R3": {"v": "5", "comment": "等了五分钟才有人招呼"},
    "R4": {"v": "yes"},
}
CALLBACK: Json = {"F1": {"v": "2"}, "F2": {"v": "no"}}
