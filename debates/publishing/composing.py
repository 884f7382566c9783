"""How a text will look, before anything of it is saved."""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from debates.citations.numbering import number_keys
from debates.publishing.actions.rendering import Pictures, keys_of, problems_of, rendered
from debates.publishing.actions.texts import normalised
from debates.publishing.canon import canonical
from debates.publishing.models import Text


@dataclass(frozen=True, slots=True)
class Look:
    """A text as readers would see it, and a sentence for each kind of thing in it that is not there."""

    html: SafeString
    words: int
    problems: tuple[str, ...]


def look_of(text: Text, source: str) -> Look:
    """Answer how a text would look if it said this, its references numbered as they would be then.

    Raises `Refused` for what can be no text.
    """
    debate = text.debate
    texts = list(Text.objects.filter(debate=debate).select_related("essay__position"))
    for other in texts:
        other.debate = debate
        if other.pk == text.pk:
            other.source = normalised(source)
            text = other
    known = set(debate.references.values_list("key", flat=True))
    mine = [key for key in keys_of(text) if key in known]
    # What the other texts cite is stored with them: there is no need to read them anew at every pause.
    numbers = number_keys(
        mine if each is text else [key for key, *_ in each.citations] for each in sorted(texts, key=canonical)
    )
    result = rendered(text, numbers.get, Pictures().find, set())
    html = mark_safe(result.html)  # noqa: S308 - the renderer has sanitised it
    return Look(html, result.words, tuple(problems_of(result)))
