"""What people read of what they can be told of: in lists, above forms and in subjects."""

from django.utils.text import Truncator
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from debates.digests.models import Kind
from debates.digests.things import Thing

LONGEST_NAME = 160
"""So many characters has the name of a thing at most: it stands in subjects and labels."""


def name_of(thing: Thing) -> str:
    """Answer what the thing is called, on its own or after a colon."""
    match thing.kind:
        case Kind.REPLIES:
            return _("Replies to what I write")
        case Kind.DEBATE if thing.debate:
            return Truncator(thing.debate.question).chars(LONGEST_NAME)
        case Kind.THREAD if thing.thread:
            question = Truncator(thing.thread.debate.question).chars(LONGEST_NAME - 30)
            # Translators: what somebody follows; the question is that of the debate.
            return _("Comments below one on “%(question)s”") % {"question": question}
        case _ if thing.topic:
            return _("New debates on %(topic)s") % {"topic": thing.topic.name}
        case _ if thing.language:
            return _("New debates in %(language)s") % {"language": language_name(thing.language)}
    return _("All new debates")


def language_name(code: str) -> str:
    """Answer what a language is called in the language that is active; its code where it has no name."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
