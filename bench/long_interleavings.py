"""T-B2, long: 2,000 rounds of four random verbs pressed on a visit at the same moment."""

from tests.reliability.interleavings import interleave
from tests.reliability.long_form import told_after
from tests.world import make_world

if __name__ == "__main__":
    told_after(
        "T-B2", lambda app, _folder, times: interleave(make_world(app), rounds=times, seed=1), 2000
    )
