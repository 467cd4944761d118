"""The dealer's door: publications within reach and nothing else."""
