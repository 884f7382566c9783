"""The kinds of this room's e-mails. All begin alike, so that they are found when somebody's address goes."""

PREFIX = "digests_"

CONFIRMATION = f"{PREFIX}confirmation"
"""Asks whoever reads mail at an address whether they want what was asked for with it."""
