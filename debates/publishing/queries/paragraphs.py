"""What the paragraphs of a text say, as readers of a draft see and remark on them."""

from debates.richtext.render import Profile, TextRefused, render


def paragraphs_of(source: str) -> dict[str, str]:
    """Answer what each paragraph of an essay's source says, by its id; nothing of what can be no text."""
    try:
        rendered = render(source, Profile.ESSAY)
    except TextRefused:
        return {}
    return {paragraph.id: paragraph.text for paragraph in rendered.paragraphs}


def paragraph_of(source: str, paragraph: str) -> str | None:
    """Answer what the paragraph of this id says, or nothing where there is none."""
    return paragraphs_of(source).get(paragraph)
