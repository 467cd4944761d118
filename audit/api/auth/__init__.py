"""The door everybody comes through first: log in, log out, who am I."""
