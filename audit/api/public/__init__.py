"""The door without a token: health, receipt key, signed uploads."""
