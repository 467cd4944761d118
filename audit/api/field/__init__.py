"""The visitor's door: own visits, checklists, drafts, submissions, photos. No score here, ever."""
