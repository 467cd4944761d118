"""What we remember of how a tenant is judged: targets, chosen weights, and their documents."""

import uuid
from decimal import Decimal

from sqlalchemy.orm import Mapped, mapped_column

from audit.infra.db import Base, Json, Owned

WEIGHT_SET, CROSSWALK, TWO_FACTOR = "weight_set", "crosswalk", "two_factor"


class KpiDocument(Owned, Base):
    """A weight set, a crosswalk or the two factors; written once, a change is a new version."""

    __tablename__ = "kpi_document"

    kind: Mapped[str]
    code: Mapped[str]
    version: Mapped[int]
    document: Mapped[Json]


class TargetRow(Owned, Base):
    """What a node of a framework is to reach, on 0..100; without a wave for all of them."""

    __tablename__ = "target"

    framework: Mapped[str]
    leaf: Mapped[str]
    wave_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    target: Mapped[Decimal]
    amber: Mapped[Decimal | None] = mapped_column(default=None)


class Weighting(Owned, Base):
    """Which weight set rolls a framework up; without a wave in all of them."""

    __tablename__ = "weighting"

    framework: Mapped[str]
    wave_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    weight_set_id: Mapped[uuid.UUID]
