"""What editors and their guests type."""
