import pytest

from debates.richtext.links import is_allowed, is_outside

OUTSIDE = [
    "https://example.org",
    "http://example.org",
    "HTTPS://EXAMPLE.ORG/",
    "https://example.org:8080/a/b?c=d&e=%20f#g:~:text=h",
    "https://sub-domain.example.org./",
    "https://xn--mnchen-3ya.de/",
    "https://münchen.de/",
    "http://192.0.2.1/",
    "http://[2001:db8::1]/",
    "https://example.org/@someone",
    "https://example.org/a%5Cb",
    "https://example.org/%C3%A9t%C3%A9",
    "https://example.org/%E9",
    "https://example.org/%C2%A0",
    "https://fa.wikipedia.org/wiki/%D9%85%DB%8C%E2%80%8C%D8%B4%D9%88%D8%AF",
    "https://example.org/%F0%9F%AB%A9",
    "mailto:ada@example.org",
    "mailto:ada.lovelace+x@example.org?subject=Sic%20et%20non",
]
SAME_PAGE = ["#p-0123abcd", "#ref-smith:2020", "#h-t12-o%C3%B9", "#"]
SITE_PATHS = ["/", "/debates/copyright", "/fr/debates/a?b=c#d", "/a//b"]
REFUSED = [
    "",
    "a",
    "a/b.html",
    "./a",
    "../a",
    "?a=b",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "ftp://example.org",
    "tel:123",
    "image:key",
    "//example.org",
    "///example.org",
    "/\\example.org",
    "\\\\example.org",
    "/%5Cexample.org",
    "/%2Fexample.org",
    "/%252Fexample.org",
    "/%25252Fexample.org",
    "/%09/example.org",
    "https:example.org",
    "https:/example.org",
    "https:///example.org",
    "https://",
    "https://?a",
    "https://user@example.org",
    "https://user:secret@example.org/",
    "https://example.org:80@evil.example/",
    "https://example.org\\@evil.example",
    "https://example.org%2F@evil.example",
    "https://example.org%00.evil.example",
    "https://example.org\uff0f.evil.example",
    "https://exa\u00admple.org",
    "https://example.org:port/",
    "https://example.org/a b",
    "https://example.org/a\tb",
    "https://example.org/a\nb",
    "https://example.org/a\x00b",
    "https://example.org/a\u00a0b",
    "https://example.org/a\u200bb",
    "https://example.org/a\u200cb",
    "https://example.org/a\u202eb",
    "https://example.org/a\u2066b",
    "https://example.org/a\u2028b",
    "https://example.org/a\ufeffb",
    "https://example.org/%00",
    "https://example.org/%0D%0Aa",
    "https://example.org/%E2%80%AEb",
    "https://example.org/%25E2%2580%25AEb",
    "https://example.org/%E2%80%A8",
    "#a\u202eb",
    " https://example.org",
    "java\u200bscript:alert(1)",
    "\x01javascript:alert(1)",
    "mailto:",
    "mailto:ada",
    "mailto:ada@example.org,all@example.org",
    "mailto:ada@example.org?subject=a%0D%0Abcc:all@example.org",
    "mailto:ada@bob@example.org",
]


@pytest.mark.parametrize("address", OUTSIDE)
def test_outside_address_is_allowed_everywhere(address: str) -> None:
    assert is_allowed(address, site_paths=True)
    assert is_allowed(address, site_paths=False)
    assert is_outside(address)


@pytest.mark.parametrize("address", SAME_PAGE)
def test_place_on_the_page_is_allowed_everywhere(address: str) -> None:
    assert is_allowed(address, site_paths=True)
    assert is_allowed(address, site_paths=False)
    assert not is_outside(address)


@pytest.mark.parametrize("address", SITE_PATHS)
def test_path_of_the_site_is_allowed_only_where_asked_for(address: str) -> None:
    assert is_allowed(address, site_paths=True)
    assert not is_allowed(address, site_paths=False)
    assert not is_outside(address)


@pytest.mark.parametrize("address", REFUSED)
def test_other_address_is_refused(address: str) -> None:
    assert not is_allowed(address, site_paths=True)
    assert not is_allowed(address, site_paths=False)
