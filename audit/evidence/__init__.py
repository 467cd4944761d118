"""What was seen: bytes received once, kept by content, never edited; copies rebuilt from pixels."""
