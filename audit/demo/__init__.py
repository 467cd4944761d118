"""A believable brand to try the product on, the same every time."""
