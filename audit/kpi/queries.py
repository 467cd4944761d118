"""The tenant's KPI frameworks, parsed. A version never changes, so a pinned one is kept."""

import uuid
from collections.abc import Iterable

from audit.checklists.queries import framework_documents
from audit.infra.db import tenant
from audit.kpi.frameworks import Framework, parse_framework

# bounded by what quality managers author: a handful of frameworks a tenant
_kept: dict[tuple[uuid.UUID, str, int], Framework] = {}


def frameworks() -> tuple[Framework, ...]:
    """Every framework in every version, by code, newest first."""
    found = tuple(parse_framework(document) for document in framework_documents())
    _kept.update({(tenant(), each.code, each.version): each for each in found})
    return found


def frameworks_for(named: Iterable[tuple[str, int | None]]) -> tuple[Framework, ...]:
    """What scoring a published version needs: what it pins, without a look-up once known."""
    wanted = [(tenant(), code, version) for code, version in named if version is not None]
    if all(key in _kept for key in wanted):
        return tuple(_kept[key] for key in wanted)
    return frameworks()
