"""What we remember of people and the network they work in.

`person` has no tenant: one human, one password, perhaps several tenants; row-level security shows
them where they hold a membership. Everything else belongs to a tenant.
"""

import uuid
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from audit.infra.clock import now
from audit.infra.db import Base, Json, Owned


class Tenant(Base):
    """A brand that runs programmes. `names` is {"zh-CN", "en"}."""

    __tablename__ = "tenant"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    code: Mapped[str]
    names: Mapped[Json]
    time_zone: Mapped[str] = mapped_column(default="Asia/Shanghai")
    locale: Mapped[str] = mapped_column(default="zh-CN")
    second_factor: Mapped[str] = mapped_column(default="optional")


class Person(Base):
    """A human who logs in, by mobile number (E.164) or email.

    What proves them is deferred: a list of people never reads it.
    """

    __tablename__ = "person"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    name: Mapped[str]
    mobile: Mapped[str | None]
    email: Mapped[str | None]
    password: Mapped[str] = mapped_column(deferred=True)
    locale: Mapped[str | None]
    epoch: Mapped[int] = mapped_column(default=0, deferred=True)
    totp_secret: Mapped[bytes | None] = mapped_column(deferred=True)
    totp_step: Mapped[int] = mapped_column(default=0, deferred=True)
    recovery: Mapped[list[bytes]] = mapped_column(
        ARRAY(sa.LargeBinary), default=list, deferred=True
    )


class MembershipRow(Owned, Base):
    """A role of a person in this tenant, with its scope."""

    __tablename__ = "membership"

    person_id: Mapped[uuid.UUID]
    role: Mapped[str]
    scope_kind: Mapped[str]
    scope_ids: Mapped[list[uuid.UUID]]


class SessionRow(Owned, Base):
    """A token of one device or one browser (`kind` device or desk), stored hashed.

    It lives until it expires, is revoked, or its person's epoch moves on: with the next request.
    """

    __tablename__ = "session"

    person_id: Mapped[uuid.UUID]
    device: Mapped[str]
    token_hash: Mapped[bytes]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    kind: Mapped[str] = mapped_column(default="device")
    epoch: Mapped[int] = mapped_column(default=0)
    second_factor: Mapped[bool] = mapped_column(default=False)
    seen_at: Mapped[datetime] = mapped_column(default=now)


class Invitation(Owned, Base):
    """Somebody asked to join: with which roles, reached at which login, until when."""

    __tablename__ = "invitation"

    name: Mapped[str]
    login: Mapped[str]
    locale: Mapped[str]
    memberships: Mapped[list[Json]] = mapped_column(JSONB)
    token_hash: Mapped[bytes | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Reset(Owned, Base):
    """A password about to be set anew, by a link (mail) or a code (short message)."""

    __tablename__ = "reset"

    person_id: Mapped[uuid.UUID]
    token_hash: Mapped[bytes]
    by_code: Mapped[bool]
    epoch: Mapped[int]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Region(Owned, Base):
    """大区 or 小区: a node of the tenant's region tree."""

    __tablename__ = "region"

    code: Mapped[str]
    names: Mapped[Json]
    parent_id: Mapped[uuid.UUID | None]


class Dealer(Owned, Base):
    """A dealer of the network. Coordinates carry their datum (model 5)."""

    __tablename__ = "dealer"

    code: Mapped[str]
    names: Mapped[Json]
    region_id: Mapped[uuid.UUID]
    group_code: Mapped[str | None]
    province: Mapped[str]
    city: Mapped[str]
    lat: Mapped[Decimal | None]
    lon: Mapped[Decimal | None]
    datum: Mapped[str | None]
    tier: Mapped[str | None]
    size: Mapped[str | None]
    status: Mapped[str] = mapped_column(default="open")
    competitor: Mapped[bool] = mapped_column(default=False)


class Visitor(Owned, Base):
    """A mystery visitor as the programme knows them: a code, no name."""

    __tablename__ = "visitor"

    code: Mapped[str]


class VisitorIdentity(Base):
    """Who the visitor is. Read by planner doors and by the visitor's own; joined nowhere else."""

    __tablename__ = "visitor_identity"

    tenant_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    visitor_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    person_id: Mapped[uuid.UUID]
