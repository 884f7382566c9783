"""Parts of pages that are rendered once for as long as what they show is the same."""

from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

register = template.Library()

KEPT = 100
"""So many parts each process keeps. The largest are the pages of debates: some hundred KiB each."""


@register.simple_tag
def kept(name: str, **values: Any) -> SafeString:
    """Answer what a template makes of these values and of nothing else but the site's own details.

    They are finished values, which can be compared: the same values are the same HTML, whoever reads it.
    """
    found: Any = get_template(name)
    return rendered(found.template, tuple(values.items()), get_language(), get_current_timezone_name())


@lru_cache(maxsize=KEPT)
def rendered(
    source: template.Template,
    values: tuple[tuple[str, Any], ...],
    language: str,  # noqa: ARG001 - part of what it is kept by, as the next
    time_zone: str,  # noqa: ARG001
) -> SafeString:
    """Answer what the template makes of these values, kept by everything that it depends on."""
    return source.render(Context({**dict(values), "site": settings.SITE}))
