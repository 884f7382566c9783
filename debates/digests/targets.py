"""The names of what can be subscribed to, as subscriptions store them: one name for one thing, and one only.

A pure rule. A thread is named by the comment that begins it, whichever of its comments was looked at.
"""

REPLIES = "replies"
NEW_DEBATES = "new"


def new_debates() -> str:
    """Answer the name of all new debates."""
    return NEW_DEBATES


def new_on_topic(pk: int) -> str:
    """Answer the name of the new debates on the topic of this number."""
    return f"{NEW_DEBATES}:topic:{pk}"


def new_in_language(code: str) -> str:
    """Answer the name of the new debates in the language of this code."""
    return f"{NEW_DEBATES}:language:{code}"


def of_debate(pk: int) -> str:
    """Answer the name of what happens to the debate of this number."""
    return f"debate:{pk}"


def replies() -> str:
    """Answer the name of the replies to what somebody has written themselves."""
    return REPLIES


def thread(pk: int) -> str:
    """Answer the name of the thread that the comment of this number begins."""
    return f"thread:{pk}"
