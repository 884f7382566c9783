"""Moderation in the administration: the rules that readers agree to."""
