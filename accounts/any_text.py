"""Pages whose forms themselves refuse characters that are no text.

Elsewhere the site refuses such a request before a view sees it, and what was typed with it. People paste from
programs whose files hold such characters unseen, so a page on which much is written answers with its form.
"""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])

MARK = "takes_any_text"


def takes_any_text(view: View) -> View:
    """Mark a view all of whose fields of text refuse what is no text, and show what was typed without it."""
    setattr(view, MARK, True)
    return view
