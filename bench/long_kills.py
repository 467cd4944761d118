"""T-A1, long: 1,000 kills of the server under eight phones."""

from tests.reliability.kill_loop import kill_loop
from tests.reliability.long_form import told_after

if __name__ == "__main__":
    told_after("T-A1", lambda app, folder, times: kill_loop(app, folder, kills=times), 1000)
