"""What each route of the matrix is sent, built from named ids only."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from tests.api.stock import PHOTO, SCRIPT, TITLE, Ids, code
from tests.workbooks import workbook_bytes
from tests.world import ONSITE, TODAY, announce, checklist_document


def _submission(ids: Ids) -> Any:
    answers = {**ONSITE, "R1": {"v": "yes", "photos": [ids["evidence_id"]]}}
    photo = {"id": ids["evidence_id"]} | announce(uuid.UUID(int=0), "R1", PHOTO)
    del photo["visit"]
    return {"part": "onsite", "base": None, "checklist_hash": ids["pinned"], "answers": answers,
            "evidence": [photo]}  # fmt: skip


def _wave(ids: Ids) -> Any:
    days = {"opens_on": "2026-10-01", "onsite_deadline": "2026-12-01"}
    return days | {
        "programme_id": ids["programme_id"],
        "code": code(),
        "title": TITLE,
        "callback_deadline": "2026-12-05",
        "version_hash": ids["version_hash"],
    }


def _visit(ids: Ids) -> Any:
    window = {"window_opens": str(TODAY), "window_closes": str(TODAY), "scenario": "paid"}
    return window | {name: ids[name] for name in ("wave_id", "dealer_id", "visitor_id")}


def _region(ids: Ids) -> Any:
    return {"code": code(), "names": TITLE, "parent_id": ids["region_id"]}


def _dealer(ids: Ids) -> Any:
    place = {"province": "浙江", "city": "杭州", "region_id": ids["region_id"]}
    return {"code": code(), "names": TITLE} | place


D, F = "/api/v1/desk", "/api/v1/field"
BODIES: Mapping[str, Callable[[Ids], Any]] = {
    **{f"POST /api/v1/auth/{door}": lambda _: {"login": f"{uuid.uuid4()}@x.cn", "password": "no"}
       for door in ("login", "desk")},
    "POST /api/v1/auth/switch": lambda _: {"tenant": "no-such-brand"},
    "POST /api/v1/auth/desk/switch": lambda _: {"tenant": "no-such-brand"},
    "POST /api/v1/auth/totp": lambda _: {"password": "not this one"},
    "POST /api/v1/auth/totp/confirm": lambda _: {"enrolment": "none", "code": "123456"},
    "POST /api/v1/auth/totp/remove": lambda _: {"password": "not this one", "code": "123456"},
    "POST /api/v1/auth/second-factor": lambda _: {"code": "123456"},
    "POST /api/v1/auth/password": lambda _: {"old": "not this one", "new": "long enough a word"},
    "POST /api/v1/auth/reset": lambda _: {"login": f"{uuid.uuid4()}@x.cn"},
    "POST /api/v1/auth/reset/confirm": lambda _: {"token": "none", "password": "long enough"},
    "POST /api/v1/auth/invitations/look": lambda _: {"token": "none"},
    "POST /api/v1/auth/invitations/accept": lambda _: {"token": "none", "password": "no matter"},
    "POST /api/v1/auth/oidc/finish": lambda _: {"code": "none", "state": "none"},
    f"POST {D}/people/invitations": lambda _: {
        "name": "A", "login": f"{uuid.uuid4()}@x.cn", "memberships": [{"role": "planner"}]
    },
    f"PUT {D}/people/second-factor": lambda _: {"second_factor": "optional"},
    f"POST {D}/regions": _region,
    f"POST {D}/dealers": _dealer,
    f"POST {D}/visitors": lambda ids: {"code": code(), "person_id": ids["person_id"]},
    f"POST {D}/checklists": lambda _: {"document": checklist_document(code())},
    f"POST {D}/checklists/check": lambda _: {"document": checklist_document(code())},
    f"POST {D}/checklists/try": lambda _: {
        "document": checklist_document(code()), "answers": ONSITE, "scenario": "paid"
    },
    f"PUT {D}/checklists/<uuid:version_id>/document": lambda ids: {
        "document": checklist_document(ids["version_code"])
    },
    f"POST {D}/rescorings": lambda ids: {
        "wave_id": ids["wave_id"], "version_id": ids["other_version_id"]
    },
    f"POST {D}/frameworks": lambda _: {"document": {"code": code(), "nodes": [{"code": "A"}]}},
    f"PUT {D}/targets": lambda ids: {
        "framework": "core4", "leaf": "RESP", "wave_id": ids["wave_id"], "target": "80"
    },
    f"PUT {D}/weightings": lambda ids: {
        "framework": "csi16", "wave_id": ids["wave_id"], "weight_set": "equal"
    },
    f"POST {D}/library": lambda _: {"kind": "script", "code": code(), "document": SCRIPT},
    f"POST {D}/programmes": lambda _: {"code": code(), "title": TITLE},
    f"POST {D}/waves": _wave,
    f"POST {D}/visits": _visit,
    f"POST {D}/visits/<uuid:visit_id>/assign": lambda ids: {"visitor_id": ids["visitor_id"]},
    f"POST {D}/visits/<uuid:visit_id>/void": lambda _: {"reason": "the window was wrong"},
    f"PUT {F}/visits/<uuid:visit_id>/draft": lambda _: {"part": "onsite", "answers": {}},
    f"PUT {F}/visits/<uuid:visit_id>/submissions/<uuid:submission_id>": _submission,
    f"PUT {F}/evidence/<uuid:evidence_id>": lambda ids: announce(
        uuid.UUID(ids["visit_id"]), "R1", PHOTO
    ),
}  # fmt: skip


FILES: Mapping[str, Callable[[Ids], bytes]] = {  # what is sent is no JSON
    f"POST {D}/checklists/workbook": lambda _: workbook_bytes(checklist_document(code())),
}


def body_of(route: str, ids: Ids) -> Any:
    """What the route is sent; None for one that takes nothing."""
    maker = BODIES.get(route) or FILES.get(route)
    return maker(ids) if maker else None
