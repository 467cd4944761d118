"""Commands that are imported when they are called.

Promise: a web process, which builds the same program as a worker, carries neither the worker's
queue nor the demo's camera; `--help` still lists every command.
"""

from collections.abc import Mapping
from importlib import import_module

import click
from flask.cli import AppGroup


class LateGroup(AppGroup):
    """A group whose commands are known by name; `rooms` says in which module each one stands.

    The module's `COMMANDS` hold the command (a test compares both ways).
    """

    def __init__(self, name: str, rooms: Mapping[str, str], help: str) -> None:  # noqa: A002 -- click's own word
        super().__init__(name, help=help)
        self.rooms = rooms

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        """Every name, loaded or not."""
        return sorted(self.rooms)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- as above
        """The command, its room imported now; None for a name that is none."""
        room = self.rooms.get(cmd_name)
        found: tuple[click.Command, ...] = import_module(room).COMMANDS if room else ()
        return next((command for command in found if command.name == cmd_name), None)
