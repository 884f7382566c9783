"""What search engines and libraries read: schema.org data of a debate and of an essay, as JSON-LD."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings

from debates.reading.shapes import DebatePage, DebateView, EssayPage, EssayView

ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def debate_data(page: DebatePage) -> str:
    """Answer a debate as JSON-LD, safe to stand inside a `script` element."""
    data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": page.debate.question,
        "url": settings.SITE.base_url + page.debate.url,
        **dates(page.debate, page.debate.corrected_at),
        "inLanguage": page.debate.language,
        "publisher": publisher(),
        "hasPart": [essay_node(essay, page.debate) for side in page.debate.sides for essay in side.essays],
    }
    return as_json(data)


def essay_data(page: EssayPage) -> str:
    """Answer an essay as JSON-LD, safe to stand inside a `script` element."""
    node = essay_node(page.essay, page.debate)
    whole = {
        "@type": "Article",
        "headline": page.debate.question,
        "url": settings.SITE.base_url + page.debate.url,
    }
    return as_json({"@context": "https://schema.org", **node, "publisher": publisher(), "isPartOf": whole})


def essay_node(essay: EssayView, debate: DebateView) -> dict[str, Any]:
    """Answer one essay with who signed it and under which licence."""
    signature = essay.signature
    author = {"@type": "Person", "name": signature.name, "url": settings.SITE.base_url + signature.url}
    if signature.role:
        author["jobTitle"] = signature.role
    return {
        "@type": "OpinionNewsArticle",
        "headline": essay.title,
        "url": settings.SITE.base_url + essay.url,
        "author": author,
        "inLanguage": essay.language,
        "wordCount": essay.words,
        "license": essay.licence_url,
        **dates(debate, essay.corrected_at),
    }


def dates(debate: DebateView, corrected_at: datetime | None) -> dict[str, str]:
    """Answer when the debate was published, when this was corrected, and where the corrections stand."""
    if debate.published_at is None:
        return {}
    published = {"datePublished": debate.published_at.isoformat()}
    if corrected_at is None:
        return published
    return {
        **published,
        "dateModified": corrected_at.isoformat(),
        "correction": settings.SITE.base_url + debate.corrections_url,
    }


def publisher() -> dict[str, str]:
    """Answer the publication."""
    return {"@type": "Organization", "name": settings.SITE.name, "url": settings.SITE.base_url}


def as_json(data: dict[str, Any]) -> str:
    """Answer JSON in which no character can end the element that holds it."""
    return json.dumps(data, ensure_ascii=False).translate(ESCAPES)
