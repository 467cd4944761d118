"""Looks the running place over before it is trusted: database, walls, store, machine, settings."""
