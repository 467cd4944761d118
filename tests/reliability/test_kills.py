"""What was promised survives every crash (T-A1)."""

from pathlib import Path

from flask import Flask

from tests.reliability.kill_loop import kill_loop


def test_ta1_what_a_phone_holds_a_receipt_for_survives_every_kill(
    app: Flask, tmp_path: Path
) -> None:
    with app.app_context():
        figures = kill_loop(app, tmp_path, kills=6)

    assert figures.faults == []
    assert (figures.kills, figures.kills_of_all) == (6, 1)
    assert figures.promises > 20
    assert set(figures.answers) & {"500", "502"} == set()
