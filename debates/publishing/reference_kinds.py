"""Which fields a kind of publication has, and what they are called on a form, as data."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from debates.citations.vocabulary import DATES, NAMES, TEXTS


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of publication: its name for people, and the variables of CSL that it has, in order."""

    label: str | Promise
    fields: tuple[str, ...]


WEB = ("DOI", "URL", "accessed", "language")
IMPRINT = ("publisher", "publisher-place", "issued")
LEAST = ("title", "author", "issued", "URL", "accessed")
"""What the form asks for where the kind is one that it does not know."""

KINDS = {
    "article-journal": Kind(
        _("Article in a journal"),
        ("title", "author", "container-title", "issued", "volume", "issue", "page", "ISSN", *WEB),
    ),
    "book": Kind(
        _("Book"),
        (
            *("title", "author", "editor", "translator", "edition", "volume", "collection-title"),
            *("collection-number", *IMPRINT, "ISBN", *WEB),
        ),
    ),
    "chapter": Kind(
        _("Chapter in a book"),
        (
            *("title", "author", "container-title", "editor", "translator", "edition", "volume", "page"),
            *("collection-title", *IMPRINT, "ISBN", *WEB),
        ),
    ),
    "webpage": Kind(_("Web page"), ("title", "author", "container-title", "publisher", "issued", *WEB)),
    "article-newspaper": Kind(
        _("Newspaper article"),
        (
            "title",
            "author",
            "container-title",
            "publisher-place",
            "edition",
            "issued",
            "section",
            "page",
            *WEB,
        ),
    ),
    "article-magazine": Kind(
        _("Magazine article"),
        ("title", "author", "container-title", "issued", "volume", "issue", "page", *WEB),
    ),
    "report": Kind(
        _("Report"), ("title", "author", "genre", "number", "collection-title", *IMPRINT, "page", *WEB)
    ),
    "thesis": Kind(_("Thesis"), ("title", "author", "genre", *IMPRINT, "number-of-pages", *WEB)),
    "paper-conference": Kind(
        _("Conference paper"),
        (
            *("title", "author", "container-title", "editor", "event-title", "event-place", "event-date"),
            *("page", *IMPRINT, "ISBN", *WEB),
        ),
    ),
    "legislation": Kind(
        _("Law"),
        (
            *("title", "author", "authority", "jurisdiction", "number", "section", "container-title"),
            *("volume", "page", "issued", *WEB),
        ),
    ),
    "legal_case": Kind(
        _("Court decision"),
        (
            *("title", "author", "authority", "jurisdiction", "number", "container-title", "volume", "page"),
            *("issued", *WEB),
        ),
    ),
    "entry-encyclopedia": Kind(
        _("Entry in an encyclopedia"),
        (
            *("title", "author", "container-title", "editor", "edition", "volume", "page", *IMPRINT, "ISBN"),
            *WEB,
        ),
    ),
    "post-weblog": Kind(_("Blog post"), ("title", "author", "container-title", "issued", *WEB)),
    "dataset": Kind(_("Data set"), ("title", "author", "version", "publisher", "issued", *WEB)),
    "motion_picture": Kind(
        _("Film or video"), ("title", "director", "author", "medium", *IMPRINT, "dimensions", *WEB)
    ),
    "broadcast": Kind(
        _("Radio or television programme"),
        ("title", "author", "container-title", "number", "medium", *IMPRINT, *WEB),
    ),
    "interview": Kind(
        _("Interview"), ("title", "author", "interviewer", "container-title", "medium", "issued", *WEB)
    ),
    "speech": Kind(
        _("Speech or talk"),
        ("title", "author", "genre", "event-title", "event-place", "event-date", "issued", *WEB),
    ),
    "manuscript": Kind(
        _("Unpublished text"),
        ("title", "author", "genre", "publisher-place", "issued", "archive", "archive_location", *WEB),
    ),
    "document": Kind(_("Other"), ("title", "author", "container-title", *IMPRINT, "page", *WEB)),
}

NAMED = {
    "title": _("Title"),
    "author": _("Authors"),
    "editor": _("Editors"),
    "translator": _("Translators"),
    "director": _("Directors"),
    "interviewer": _("Interviewers"),
    "container-title": _("Published in"),
    "collection-title": _("Series"),
    "collection-number": _("Number in the series"),
    "publisher": _("Publisher or institution"),
    "publisher-place": _("Place of publication"),
    "issued": _("Published on"),
    "accessed": _("Read on"),
    "event-title": _("Event"),
    "event-place": _("Place of the event"),
    "event-date": _("Date of the event"),
    "volume": pgettext_lazy("of a journal or a book", "Volume"),
    "issue": pgettext_lazy("of a journal", "Issue"),
    "number": pgettext_lazy("of a report or a law", "Number"),
    "page": _("Pages"),
    "edition": pgettext_lazy("of a book", "Edition"),
    "section": pgettext_lazy("of a newspaper or a law", "Section"),
    "genre": _("Type, such as “PhD thesis”"),
    "number-of-pages": _("Number of pages"),
    "authority": _("Court or body"),
    "jurisdiction": _("Jurisdiction"),
    "version": pgettext_lazy("of a data set", "Version"),
    "medium": pgettext_lazy("of a film or an interview", "Medium"),
    "dimensions": _("Length"),
    "archive": pgettext_lazy("where a text is kept", "Archive"),
    "archive_location": _("Place in the archive"),
    "language": pgettext_lazy("of a publication", "Language"),
    "DOI": "DOI",
    "URL": _("Web address"),
    "ISBN": "ISBN",
    "ISSN": "ISSN",
}

LABELS: dict[str, Any] = {
    # What has no name here is shown where a paste said it, by its name in CSL.
    **{name: name.replace("-", " ").replace("_", " ").capitalize() for name in (*NAMES, *TEXTS, *DATES)},
    **NAMED,
}
"""What each variable of CSL is called on a form."""

HELP = {
    "names": _(
        "One on each line: Family, Given. An institution as it is called; with a comma in it, in {braces}."
    ),
    "dates": _("For example 2019, 2019-03 or 2019-03-12; “c. 1850” and words are kept too."),
    "page": _("For example 12-19."),
    "DOI": _("For example 10.1234/abcd."),
    "language": _("Its tag, for example en or fr."),
}
