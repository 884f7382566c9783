"""The pages of editors and of their guests."""
