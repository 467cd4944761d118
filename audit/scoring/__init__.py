"""What it is worth: answers in, scorecard and ledger out, in exact numbers."""
