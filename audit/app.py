"""The composition root: the one place that knows every room.

Promise: `create_app(config)` builds a program that is complete and opens nothing until it is asked;
the same for web, worker, commands and tests.
"""

import re
import time
import uuid

import structlog
from flask import Flask, Response, g, request

from audit.api import errors, guard
from audit.api.auth import account as auth_account
from audit.api.auth import doors as auth_doors
from audit.api.auth import factor as auth_factor
from audit.api.auth import links as auth_links
from audit.api.auth import provider as auth_provider
from audit.api.dealer import doors as dealer_doors
from audit.api.desk import checklists as desk_checklists
from audit.api.desk import invitations as desk_invitations
from audit.api.desk import kpi as desk_kpi
from audit.api.desk import library as desk_library
from audit.api.desk import network as desk_network
from audit.api.desk import reports as desk_reports
from audit.api.desk import rescorings as desk_rescorings
from audit.api.desk import visits as desk_visits
from audit.api.desk import workbooks as desk_workbooks
from audit.api.field import evidence as field_evidence
from audit.api.field import visits as field_visits
from audit.api.openapi import Doors, describe
from audit.api.pages import blueprint as pages
from audit.api.public import doors as public_doors
from audit.api.public import reference
from audit.infra.commands import LateGroup
from audit.infra.config import Config
from audit.infra.db import connections_in_use, db, engine_options
from audit.infra.log import log, set_up
from audit.infra.metrics import count_pool, count_request
from audit.infra.outside import Outside

BLUEPRINTS = (
    auth_doors.blueprint,
    auth_factor.blueprint,
    auth_account.blueprint,
    auth_links.blueprint,
    auth_provider.blueprint,
    field_visits.blueprint,
    field_evidence.blueprint,
    desk_network.blueprint,
    desk_invitations.blueprint,
    desk_checklists.blueprint,
    desk_kpi.blueprint,
    desk_library.blueprint,
    desk_workbooks.blueprint,
    desk_visits.blueprint,
    desk_reports.blueprint,
    desk_rescorings.blueprint,
    dealer_doors.blueprint,
    public_doors.public,
    public_doors.store,
    public_doors.health,
    public_doors.metrics,
)

# Each command and its room, imported when called: a web process needs none of them.
COMMANDS = {
    "cases": "audit.cli",
    "checklist": "audit.checklist_commands",
    "create-admin": "audit.cli",
    "demo": "audit.demo.commands",
    "doctor": "audit.doctor.commands",
    "forget-second-factor": "audit.cli",
    "recheck": "audit.cli",
    "report": "audit.cli",
    "score": "audit.cli",
    "stock": "audit.cli",
    "verify-log": "audit.cli",
    "worker": "audit.jobs.commands",
}

# what we let a caller name a request: it ends up in logs
REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


def create_app(config: Config) -> Flask:
    """The whole program for these settings."""
    set_up()
    app = Flask("audit", static_folder=None)
    app.config.update(
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(config.pool_size),
        MAX_CONTENT_LENGTH=config.body_bytes,
        PROPAGATE_EXCEPTIONS=False,
        **describe(),
    )
    app.json.sort_keys = False  # type: ignore[attr-defined] # choices are shown in their author's order
    db.init_app(app)
    outside = app.extensions["outside"] = Outside.of(config)
    _beside_every_request(app, outside)
    errors.set_up(app)
    doors = Doors(app)
    for blueprint in BLUEPRINTS:
        doors.register_blueprint(blueprint)
    doors.register_blueprint(reference.door(doors.spec.to_dict))
    app.register_blueprint(pages)
    _add_commands(app)
    return app


def _beside_every_request(app: Flask, outside: Outside) -> None:
    @app.before_request
    def arrive() -> None:
        g.outside, g.started = outside, time.monotonic()
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if REQUEST_ID.fullmatch(given) else str(uuid.uuid4())
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    protect = guard.protector(outside.config)

    @app.after_request
    def leave(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.request_id
        protect(request, response)
        elapsed = time.monotonic() - g.started
        rule = request.url_rule.rule if request.url_rule else ""
        count_request(request.method, rule, response.status_code, elapsed)
        count_pool(connections_in_use(), outside.config.pool_size)
        log.info(
            "request",
            method=request.method,
            rule=rule,
            status=response.status_code,
            elapsed_ms=round(elapsed * 1000),
        )
        return response


def _add_commands(app: Flask) -> None:
    app.cli.add_command(LateGroup("audit", COMMANDS, "Operations and offline tools."))
