"""What machines read of a page, and that nothing in it can leave its element."""

import json
import re
from typing import Any

from django.conf import settings
from django.test import Client

from accounts.models import User
from debates.publishing import actions
from debates.publishing.models import Essay
from debates.reading.structured_data import as_json
from tests.makers import make_debate

BASE = settings.SITE.base_url


def data_of(path: str) -> dict[str, Any]:
    """Answer the JSON-LD of a page."""
    page = Client().get(path).content.decode()
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(found) == 1
    data: dict[str, Any] = json.loads(found[0])
    return data


def test_a_debate_describes_itself_and_its_essays(ed: User) -> None:
    debate = make_debate(ed)
    data = data_of(debate.get_absolute_url())
    assert data["headline"] == debate.question
    assert data["datePublished"] == "2026-03-01T09:00:00+00:00"
    assert sorted(part["author"]["name"] for part in data["hasPart"]) == ["Author A", "Author B"]
    assert {part["license"] for part in data["hasPart"]} == {
        "https://creativecommons.org/licenses/by-sa/4.0/"
    }


def test_an_essay_describes_itself(ed: User) -> None:
    debate = make_debate(ed)
    data = data_of(debate.get_absolute_url() + "side-1/")
    assert data["@type"] == "OpinionNewsArticle"
    assert data["author"] == {
        "@type": "Person",
        "name": "Author A",
        "url": f"{BASE}{Essay.objects.get(position__order=1).contributor.get_absolute_url()}",
        "jobTitle": "Surveyor",
    }
    assert data["wordCount"] == 9
    assert data["isPartOf"]["url"] == f"{BASE}{debate.get_absolute_url()}"


def test_no_value_can_end_the_element_that_holds_it(ed: User) -> None:
    debate = make_debate(ed, question="</script><script>alert(1)</script><!--", slug="hostile")
    assert data_of(debate.get_absolute_url())["headline"] == "</script><script>alert(1)</script><!--"
    essay = Essay.objects.get(position__debate=debate, position__order=1)
    essay.contributor.name = "]]>&<script>"
    actions.save_contributor(contributor=essay.contributor, by=ed)
    assert data_of(essay.get_absolute_url())["author"]["name"] == "]]>&<script>"


def test_as_json_writes_no_markup() -> None:
    assert as_json({"a": "<&>", "b": "é"}) == r'{"a": "\u003C\u0026\u003E", "b": "é"}'
