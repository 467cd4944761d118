"""The doors: one pipeline, one folder per audience."""
