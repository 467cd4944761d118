"""What the outside world is made of for one running program: settings, store, post, keys."""

from dataclasses import dataclass

import click
from flask.cli import ScriptInfo

from audit.infra.config import Config
from audit.infra.cursor import Cursors
from audit.infra.post import Post
from audit.infra.provider import Provider, open_provider
from audit.infra.readiness import Readiness
from audit.infra.sealer import Sealer
from audit.infra.signer import Signer
from audit.infra.store import Store, open_store


@dataclass(frozen=True, slots=True)
class Outside:
    """Made once by whoever starts the program, handed down from there."""

    config: Config
    store: Store
    signer: Signer
    cursors: Cursors
    readiness: Readiness
    sealer: Sealer
    post: Post
    provider: Provider | None

    @classmethod
    def of(cls, config: Config) -> "Outside":
        """The outside that `config` names; opens nothing yet."""
        store = open_store(
            config.store_url, signing_key=config.secret_key, public_url=config.public_url
        )
        return cls(
            config=config,
            store=store,
            signer=Signer(config.receipt_key),
            cursors=Cursors(config.secret_key),
            readiness=Readiness(store),
            sealer=Sealer(config.secret_key),
            post=Post.of(config),
            provider=open_provider(config.oidc, config.public_url),
        )


def outside_here() -> Outside:
    """The outside of the program whose command is running."""
    info = click.get_current_context().ensure_object(ScriptInfo)
    found: Outside = info.load_app().extensions["outside"]
    return found
