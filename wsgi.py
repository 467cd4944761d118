"""What the web server loads: the whole program with the settings of the environment."""

from audit.app import create_app
from audit.infra.config import Config

app = create_app(Config.from_env())
