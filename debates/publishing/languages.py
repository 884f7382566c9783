"""Languages of debates and essays, which need not be the interface's own."""

from django.utils.translation import get_language_info


def direction_of(language: str) -> str:
    """Answer `rtl` for languages that are written from right to left, else `ltr`."""
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "ltr"
