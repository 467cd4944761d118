"""`flask audit demo`."""

COMMANDS = ()
