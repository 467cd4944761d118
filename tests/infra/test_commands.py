"""Commands that are imported when they are called."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
from flask import Flask

from audit.app import COMMANDS
from bench.startup import SETTINGS

NOT_FOR_THE_WEB = (
    "PIL",
    "openpyxl",
    "audit.checklist_commands",
    "audit.cli",
    "authlib",
    "audit.demo",
    "audit.jobs",
    "boto3",
    "procrastinate",
)
ROOT = Path(__file__).parents[2]


def test_every_command_of_a_room_is_known_by_its_name():
    rooms = sorted(set(COMMANDS.values()))

    found = {command.name: room for room in rooms for command in import_module(room).COMMANDS}

    assert found == COMMANDS


def test_a_name_that_is_no_command_is_refused_kindly(app: Flask):
    said = app.test_cli_runner().invoke(args=["audit", "no-such-thing"])

    assert said.exit_code == click.UsageError.exit_code
    assert "No such command" in said.output


def test_help_lists_every_command(app: Flask):
    said = app.test_cli_runner().invoke(args=["audit", "--help"])

    assert all(name in said.output for name in COMMANDS)


def test_a_web_process_loads_none_of_their_libraries():
    program = f"import wsgi, sys; print(*[m for m in {NOT_FOR_THE_WEB} if m in sys.modules])"

    said = subprocess.run(
        [sys.executable, "-c", program],
        env=SETTINGS,
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )

    assert (said.returncode, said.stdout.strip()) == (0, ""), said.stderr
