"""A form that was sent with a character that is no text."""

from bs4 import BeautifulSoup
from django.test import Client


def keeps(client: Client, path: str, name: str, **more: object) -> None:
    """Send a form with such a character, and find it again with what was typed, and nothing lost."""
    answer = client.post(path, {name: "The year \x07is 1921.", **more})
    assert answer.status_code == 400
    page = BeautifulSoup(answer.content, "html.parser")
    field = page.select_one(f"main textarea[name={name}]")
    assert field is not None
    assert field.get_text().strip() == "The year is 1921."
    assert "A character in it was no text (U+0007)." in page.get_text()
