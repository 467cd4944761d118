"""What is asked: versioned checklist definitions, drafted, published, never changed after."""
