"""The kinds of this room's e-mails. All begin alike, so that they are found when somebody's address goes."""

PREFIX = "digests_"

CONFIRMATION = f"{PREFIX}confirmation"
"""Asks whoever reads mail at an address whether they want what was asked for with it."""

EVENT = f"{PREFIX}event"
"""Tells at once what happened to a debate."""

COMMENT = f"{PREFIX}comment"
"""Tells at once of a comment: a reply, or one in a thread that somebody follows."""

DIGEST = f"{PREFIX}digest"
"""Tells together what there was since the last one."""
