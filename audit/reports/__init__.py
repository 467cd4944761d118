"""What people keep: PDF editions made from frozen documents."""
