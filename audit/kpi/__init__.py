"""What it means: indicator frameworks as data, items mapped to leaves, rolled up with coverage."""
