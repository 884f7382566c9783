"""What moderators, authors and notifiers are shown."""
