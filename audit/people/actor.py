"""Who acts, and what they may do: the capability table of model 2, as values.

Promise: whether a person may use a door is decided here and nowhere else, from their roles alone,
before any row is read; which rows they may see through it is their scope, applied by `queries`.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

TENANT_ADMIN = "tenant_admin"
PLANNER = "planner"
QUALITY_MANAGER = "quality_manager"
REVIEWER = "reviewer"
PUBLISHER = "publisher"
VISITOR = "visitor"
REGIONAL_MANAGER = "regional_manager"
DEALER_MANAGER = "dealer_manager"

ROLES = (
    TENANT_ADMIN,
    PLANNER,
    QUALITY_MANAGER,
    REVIEWER,
    PUBLISHER,
    VISITOR,
    REGIONAL_MANAGER,
    DEALER_MANAGER,
)
# what is known of an actor's second factor
NO_FACTOR, FACTOR_GIVEN = "none", "given"
CODE_MISSING, ENROLMENT_MISSING = "code", "enrol"
# who knows who the visitor was must not sit where the visitor's work is judged or received
NOT_WITH_VISITOR = frozenset({REVIEWER, PUBLISHER, DEALER_MANAGER})

DESK = frozenset({TENANT_ADMIN, PLANNER, QUALITY_MANAGER, REVIEWER, PUBLISHER})
CAPABILITIES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "people.manage": frozenset({TENANT_ADMIN}),
        "log.read": frozenset({TENANT_ADMIN}),
        "network.read": DESK,
        "network.manage": frozenset({TENANT_ADMIN, PLANNER}),
        "visitors.manage": frozenset({TENANT_ADMIN, PLANNER}),
        "checklists.read": DESK,
        "checklists.manage": frozenset({QUALITY_MANAGER}),
        "waves.read": DESK,
        "waves.manage": frozenset({PLANNER}),
        "visits.read": frozenset({PLANNER, QUALITY_MANAGER, REVIEWER, PUBLISHER}),
        "visits.assign": frozenset({PLANNER}),
        "visits.work": frozenset({VISITOR}),
        "visits.approve": frozenset({REVIEWER}),
        "visits.complete": frozenset({QUALITY_MANAGER}),
        "visits.void": frozenset({QUALITY_MANAGER}),
        "visits.publish": frozenset({PUBLISHER}),
        "answers.read": frozenset({QUALITY_MANAGER, REVIEWER}),
        "ledgers.read": frozenset({QUALITY_MANAGER}),
        "publications.read": frozenset(
            {DEALER_MANAGER, REGIONAL_MANAGER, QUALITY_MANAGER, PUBLISHER, TENANT_ADMIN}
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Membership:
    """One role with its scope: the whole tenant, region subtrees, or a list of dealers."""

    role: str
    scope_kind: str  # tenant | region | dealers
    scope_ids: tuple[uuid.UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting in one tenant through one session, with all their memberships there."""

    person_id: uuid.UUID
    tenant_id: uuid.UUID
    session_id: uuid.UUID
    memberships: tuple[Membership, ...]
    language: str = "zh-CN"
    zone: str = "Asia/Shanghai"
    factor: str = NO_FACTOR

    @property
    def is_entering(self) -> bool:
        """Whether their second factor is still missing: until then they may do nothing."""
        return self.factor in (CODE_MISSING, ENROLMENT_MISSING)

    @property
    def roles(self) -> frozenset[str]:
        """Every role held in this tenant."""
        return frozenset(membership.role for membership in self.memberships)

    @property
    def name(self) -> str:
        """How the event log calls this actor."""
        return f"person:{self.person_id}"

    @property
    def capabilities(self) -> list[str]:
        """Everything this actor may do, by name: what a page offers."""
        return sorted(name for name in CAPABILITIES if self.can(name))

    def can(self, capability: str) -> bool:
        """Whether any role held carries `capability` (KeyError for one that does not exist)."""
        return not (CAPABILITIES[capability].isdisjoint(self.roles) or self.is_entering)

    def reaches_all(self, capability: str) -> bool:
        """Whether `capability` is held for the whole tenant, and not for a part of it."""
        return any(scope.scope_kind == "tenant" for scope in self.scopes(capability))

    def scopes(self, capability: str) -> tuple[Membership, ...]:
        """The memberships through which this actor holds `capability`."""
        held = () if self.is_entering else self.memberships
        return tuple(m for m in held if m.role in CAPABILITIES[capability])
