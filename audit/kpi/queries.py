"""The tenant's KPI frameworks, parsed, and what it judges by. A framework version never changes, so
a pinned one is kept; targets and weights do, so they are read each time."""

import uuid
from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from audit.checklists.queries import framework_documents
from audit.infra.db import Json, db, tenant
from audit.infra.pages import Asked, Page, down, page, up
from audit.kpi.frameworks import (
    Framework,
    WeightSet,
    parse_framework,
    parse_weight_set,
    weighted,
)
from audit.kpi.models import WEIGHT_SET, KpiDocument, TargetRow, Weighting
from audit.kpi.rollup import FrameworkResult, WeightsUsed
from audit.kpi.yardstick import Yardstick, read_yardstick

# One expression, because a submission reads it beside the rest it must know, in one statement.
YARDSTICK = """(SELECT jsonb_build_object(
    'targets', (
      SELECT coalesce(jsonb_agg(jsonb_build_object('framework', t.framework, 'leaf', t.leaf,
               'target', CAST(t.target AS text), 'amber', CAST(t.amber AS text))
               ORDER BY t.wave_id NULLS FIRST), '[]')
        FROM target t WHERE t.tenant_id = :tenant AND (t.wave_id IS NULL OR t.wave_id = :wave)),
    'weights', (
      SELECT coalesce(jsonb_agg(d.document ORDER BY g.wave_id NULLS FIRST), '[]')
        FROM weighting g JOIN kpi_document d ON d.tenant_id = g.tenant_id AND d.id = g.weight_set_id
       WHERE g.tenant_id = :tenant AND (g.wave_id IS NULL OR g.wave_id = :wave))))"""
READ_YARDSTICK = sa.text(f"SELECT {YARDSTICK} AS yardstick").bindparams(
    sa.bindparam("wave", type_=sa.Uuid)
)

# bounded by what quality managers author: a handful of frameworks a tenant
_kept: dict[tuple[uuid.UUID, str, int], Framework] = {}
_sets: dict[tuple[uuid.UUID, str, int], WeightSet] = {}


def frameworks() -> tuple[Framework, ...]:
    """Every framework in every version, by code, newest first."""
    return tuple(_framework(document) for document in framework_documents())


def _framework(document: Json) -> Framework:
    key = (tenant(), str(document["code"]), int(document["version"]))
    if key not in _kept:
        _kept[key] = parse_framework(document)
    return _kept[key]


def frameworks_for(named: Iterable[tuple[str, int | None]]) -> tuple[Framework, ...]:
    """What scoring a published version needs: what it pins, without a look-up once known."""
    wanted = [(tenant(), code, version) for code, version in named if version is not None]
    if all(key in _kept for key in wanted):
        return tuple(_kept[key] for key in wanted)
    return frameworks()


def frameworks_behind(
    named: Iterable[tuple[str, int | None]], results: Iterable[FrameworkResult]
) -> tuple[Framework, ...]:
    """The frameworks under the weights that these results were rolled up by."""
    used = {result.code: result.weights for result in results}
    return tuple(_weighed(each, used.get(each.code)) for each in frameworks_for(named))


def _weighed(framework: Framework, used: WeightsUsed | None) -> Framework:
    if used is None:
        return framework
    key = (tenant(), used.code, used.version)
    if key not in _sets:
        document = db.session.scalars(
            sa.select(KpiDocument.document).where(
                KpiDocument.kind == WEIGHT_SET,
                KpiDocument.code == used.code,
                KpiDocument.version == used.version,
            )
        ).one()
        _sets[key] = parse_weight_set(document)
    return weighted(framework, _sets[key])


def newest_framework(code: str) -> Framework | None:
    """The highest version there is of a framework."""
    return next((each for each in frameworks() if each.code == code), None)


def yardstick_of(wave_id: uuid.UUID) -> Yardstick:
    """What visits of a wave are judged by now."""
    raw = db.session.execute(READ_YARDSTICK, {"tenant": tenant(), "wave": wave_id}).scalar_one()
    return read_yardstick(raw)


def documents_of(kind: str, asked: Asked) -> Page[KpiDocument]:
    """The weight sets or crosswalks, by code, newest first."""
    order = up(KpiDocument.code) + down(KpiDocument.version)
    return page(sa.select(KpiDocument).where(KpiDocument.kind == kind), order, asked)


def newest_document(kind: str, code: str | None = None) -> KpiDocument | None:
    """The highest version of one of them; of any code where there is but one."""
    statement = sa.select(KpiDocument).where(KpiDocument.kind == kind)
    if code is not None:
        statement = statement.where(KpiDocument.code == code)
    return db.session.scalar(statement.order_by(KpiDocument.version.desc()).limit(1))


def list_targets(wave_id: uuid.UUID | None, asked: Asked) -> Page[TargetRow]:
    """The tenant's targets and, for a wave, its own beside them."""
    order = up(TargetRow.framework, TargetRow.leaf, TargetRow.id)
    return page(sa.select(TargetRow).where(_of(TargetRow.wave_id, wave_id)), order, asked)


def list_weightings(wave_id: uuid.UUID | None) -> Sequence[tuple[Weighting, KpiDocument]]:
    """The weight sets chosen by the tenant and, for a wave, its own beside them."""
    rows = db.session.execute(
        sa.select(Weighting, KpiDocument)
        .join(KpiDocument, KpiDocument.id == Weighting.weight_set_id)
        .where(_of(Weighting.wave_id, wave_id))
        .order_by(Weighting.framework, Weighting.wave_id.nulls_first())
    )
    return [(chosen, document) for chosen, document in rows]


def _of(
    column: sa.orm.InstrumentedAttribute[uuid.UUID | None], wave_id: uuid.UUID | None
) -> sa.ColumnElement[bool]:
    return column.is_(None) if wave_id is None else sa.or_(column.is_(None), column == wave_id)
