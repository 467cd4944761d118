"""Who acts in the demo: the story's people as actors, found by their role or visitor code."""

import uuid
from dataclasses import dataclass, field

from audit.demo.story import Story
from audit.infra.pages import Asked
from audit.people.actor import Actor, Membership
from audit.people.queries import list_people


@dataclass
class Cast:
    """The tenant and its people, once `meet` has looked them up."""

    story: Story
    tenant_id: uuid.UUID
    by_mobile: dict[str, Actor] = field(default_factory=dict)

    def meet(self) -> None:
        """Look up everybody who is there by now. Needs an open unit of work."""
        for person, memberships in list_people(Asked(500)).items:
            self.by_mobile[person.mobile or ""] = Actor(
                person_id=person.id,
                tenant_id=self.tenant_id,
                session_id=person.id,
                memberships=tuple(
                    Membership(m.role, m.scope_kind, tuple(m.scope_ids)) for m in memberships
                ),
            )

    def acting(self, role: str) -> Actor:
        """The first of the story who has that role."""
        return self.by_mobile[
            next(
                person.mobile
                for person in self.story.people
                if any(each.role == role for each in person.roles)
            )
        ]

    def visiting(self, code: str) -> Actor:
        """The visitor of that code."""
        return self.by_mobile[
            next(person.mobile for person in self.story.people if person.visitor == code)
        ]
