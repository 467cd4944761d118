"""What many visits say together: set-based reads and statistics; writes nothing."""
