"""One look at one dealer under one checklist: the state table, submissions, review, publication."""
