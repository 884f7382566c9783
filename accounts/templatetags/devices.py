"""A device, in words for its owner."""

from django import template
from django.utils.translation import gettext as _

from accounts.devices import browser_and_system

register = template.Library()


@register.filter
def device(user_agent: str) -> str:
    """Answer "Firefox on Linux" for what a browser calls itself, or as much of it as can be told."""
    browser, system = browser_and_system(user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A program that does not say its name")
