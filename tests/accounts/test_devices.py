"""What a browser calls itself, in words."""

import pytest

from accounts.devices import browser_and_system
from accounts.templatetags.devices import device

GECKO = "Mozilla/5.0 ({}) Gecko/20100101 Firefox/140.0"
CHROMIUM = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0 Safari/537.36"
WEBKIT = "Mozilla/5.0 ({}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/604.1"

KNOWN = {
    GECKO.format("X11; Linux x86_64; rv:140.0"): "Firefox on Linux",
    CHROMIUM.format("Linux; Android 15"): "Chrome on Android",
    CHROMIUM.format("Windows NT 10.0; Win64; x64") + " Edg/138.0": "Edge on Windows",
    WEBKIT.format("iPhone; CPU iPhone OS 18_5 like Mac OS X"): "Safari on iPhone",
    WEBKIT.format("Macintosh; Intel Mac OS X 10_15_7"): "Safari on macOS",
    "Firefox": "Firefox",
    "a reader of feeds for Windows": "Windows",
}


@pytest.mark.parametrize(("sent", "words"), KNOWN.items())
def test_a_browser_is_told_by_its_name_and_its_system(sent: str, words: str) -> None:
    assert device(sent) == words


def test_what_names_nothing_known_is_said_to() -> None:
    assert browser_and_system("curl/8.5") == ("", "")
    assert device("") == device("curl/8.5") == "A program that does not say its name"
