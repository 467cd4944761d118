"""What is sealed opens for its purpose, here, in time; marks tell nothing."""

import pytest

from audit.infra.sealer import MARK_BYTES, Sealer

OURS, OTHERS = Sealer(b"s" * 32), Sealer(b"t" * 32)


def test_what_was_sealed_opens_again() -> None:
    assert OURS.open("proof", OURS.seal("proof", b"data")) == b"data"


@pytest.mark.parametrize("change", ["purpose", "key", "cut", "altered", "empty", "letters", "late"])
def test_what_is_not_it_does_not_open(change: str) -> None:
    sealed = OURS.seal("proof", b"data")
    tries = {
        "purpose": lambda: OURS.open("totp", sealed),
        "key": lambda: OTHERS.open("proof", sealed),
        "cut": lambda: OURS.open("proof", sealed[:-4]),
        "altered": lambda: OURS.open("proof", sealed[:30] + "A" + sealed[31:] + "A"),
        "empty": lambda: OURS.open("proof", ""),
        "letters": lambda: OURS.open("proof", "不是"),
        "late": lambda: OURS.open("proof", sealed, -1),
    }

    assert tries[change]() is None


def test_a_mark_is_the_same_for_the_same_and_another_elsewhere() -> None:
    mark = OURS.mark("login", "a@b.cn")

    assert mark == OURS.mark("login", "a@b.cn")
    assert len({mark, OURS.mark("login", "a@b.cm"), OURS.mark("address", "a@b.cn"),
                OTHERS.mark("login", "a@b.cn")}) == 4  # fmt: skip
    assert len(mark) == MARK_BYTES
