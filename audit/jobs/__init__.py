"""What happens later: events and the functions that answer them."""
