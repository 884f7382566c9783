"""Old addresses are compared by path or by number, whatever the host."""

import pytest

from debates.importing.addresses import key_of, number_in, path_of


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("https://a.example/x/y/", "/x/y"),
        ("https://a.example/x/y?z=1#w", "/x/y"),
        ("https://a.example/caf%C3%A9/", "/café"),
        ("https://a.example/", ""),
        ("https://a.example", ""),
        ("https://[", ""),
        ("https://a.example/" + "x" * 500, ""),
        ("", ""),
    ],
)
def test_a_path_is_decoded_and_ends_without_a_slash(address: str, path: str) -> None:
    assert path_of(address) == path


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("p=41", 41),
        ("utm=x&p=41", 41),
        ("p=041", 0),
        ("p=0", 0),
        ("p=-1", 0),
        ("p=1&p=2", 0),
        ("p=4x", 0),
        ("p=" + "9" * 40, 0),
        ("page_id=41", 0),
        ("&".join(["p=1"] * 50), 0),
        ("", 0),
    ],
)
def test_a_number_is_what_wordpress_would_take(query: str, number: int) -> None:
    assert number_in(query) == number


def test_links_to_one_post_have_one_key() -> None:
    base = "https://a.example/x/"
    assert {
        key_of("https://a.example/y/"),
        key_of("http://b.example/y"),
        key_of("/y/", base),
        key_of("../y", base),
    } == {"/y"}
    assert {key_of("https://a.example/?p=7"), key_of("/blog/index.php?p=7&x=1", base)} == {"?p=7"}
    assert [key_of(""), key_of("https://["), key_of("https://a.example/")] == ["", "", ""]
