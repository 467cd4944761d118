"""The outside world without business words: settings, clock, database, queue, store, log."""
