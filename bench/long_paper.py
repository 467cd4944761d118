"""T-D8, long: every payload in every text of the document, each print under watch."""

from tests.attacks.paper import attack_paper
from tests.reliability.long_form import told_after

if __name__ == "__main__":
    told_after("T-D8", lambda _app, _folder, times: attack_paper(turns=range(times)), 200)
