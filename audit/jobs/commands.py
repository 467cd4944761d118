"""`flask audit worker`: run one worker in the foreground."""

import click
from flask.cli import ScriptInfo

from audit.infra.outside import outside_here
from audit.jobs import worker


@click.command("worker")
@click.option("--drain", is_flag=True, help="End when the queue is empty instead of waiting.")
@click.pass_context
def work(context: click.Context, drain: bool) -> None:
    """Do queued work: photo copies, reports, deadlines. Start as many as there are cores."""
    app = context.ensure_object(ScriptInfo).load_app()
    worker.run(app, outside_here(), wait=not drain)


COMMANDS = (work,)
