"""./dev as a module, in an empty project of its own, with its installations caught."""

import importlib.util
from importlib.machinery import SourceFileLoader
from pathlib import Path

import pytest

DEV = Path(__file__).parents[2] / "dev"


@pytest.fixture
def dev():
    """A fresh copy of the program as a module, so that a test may change its folders."""
    loader = SourceFileLoader("dev", str(DEV))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("dev", loader))
    loader.exec_module(module)
    return module


@pytest.fixture
def tree(dev, tmp_path, monkeypatch):
    """`dev` in an empty project with one lock file of each kind and a Python in .venv."""
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").touch()
    for name in dev.LOCKS:
        (tmp_path / name).write_text("flask==3\n")
    places = {"ROOT": tmp_path, "VAR": tmp_path / "var", "LOGS": tmp_path / "var" / "log"}
    places |= {"ENV": tmp_path / ".venv", "PYTHON": tmp_path / ".venv" / "bin" / "python"}
    places |= {"STAMP": tmp_path / ".venv" / "dev-stamp.json", "LOGINS": tmp_path / "demo.txt"}
    places |= {"WEB_SOURCE": tmp_path / "web", "NODE": tmp_path / ".venv" / "node"}
    (tmp_path / "var").mkdir()
    for name, path in places.items():
        monkeypatch.setattr(dev, name, path)
    return tmp_path


@pytest.fixture
def installs(dev, monkeypatch):
    """The commands that would have run, instead of running them."""
    seen = []
    monkeypatch.setattr(dev, "quietly", lambda _step, command, *_, **__: seen.append(command))
    return seen
