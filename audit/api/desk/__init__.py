"""The desk's door: network, people, checklists, waves, visits, reports, event log."""
