"""T-D12 and T-D13, long: 5,000 mutants, the polyglots and the bombs through the real doors."""

from tests.attacks.photo_doors import attack_doors
from tests.reliability.long_form import told_after
from tests.world import make_world

if __name__ == "__main__":
    told_after(
        "T-D12, T-D13",
        lambda app, _folder, times: attack_doors(
            make_world(app), count=times, seed=20261122, publish_every=50
        ),
        5000,
    )
