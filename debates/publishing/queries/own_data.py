"""What this room keeps about somebody who signs essays, writes, edits or suggests."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.own_data import WITHOUT_OTHERS, Act, Part, Row, Whose, is_one_of, part, part_of_acts
from debates.publishing.models import (
    Approval,
    Contributor,
    Correction,
    Essay,
    Invitation,
    Note,
    PreviewLink,
    Revision,
    StatusChange,
    Suggestion,
)


def parts_about(whose: Whose) -> tuple[Part, ...]:
    """Answer what this room keeps about somebody."""
    return (contributor_part(whose), *signed(whose), *written(whose), done(whose))


def contributor_part(whose: Whose) -> Part:
    """Answer what is said of somebody beside the essays that they sign, with their portrait."""

    def rows() -> Iterator[Row]:
        for found in Contributor.objects.filter(account=whose.person).select_related("portrait"):
            portrait = found.portrait
            yield {
                **{name: getattr(found, name) for name in said},
                "portrait": portrait.renditions[-1].name if portrait else "",
            }

    said = ("name", "slug", "role", "affiliation", "disclosure", "biography")
    return Part(
        "contributor", _("What your essays say about you"), (*said, "portrait"), rows, image="portrait"
    )


def signed(whose: Whose) -> tuple[Part, ...]:
    """Answer the essays that somebody signs, how they came to, and which versions they stand by."""
    invited = Q(accepted_by=whose.person) | is_one_of("email", whose.addresses)
    return (
        part(
            "essays",
            _("Essays that you sign"),
            Essay.objects.filter(contributor__account=whose.person),
            columns={
                "id": "pk",
                "debate": "position__debate__slug",
                "position": "position__label",
                "round": "round",
                "title": "title",
                "language": "language",
                "licence": "licence_name",
                "licence_url": "licence_url",
                "first_published_at": "original_url",
                "handed_in_at": "submitted_at",
                "withdrawn_at": "withdrawn_at",
                "revision": "text__revision",
                "text": "text__source",
            },
            text="text",
        ),
        part(
            "invitations",
            _("Invitations to write an essay"),
            Invitation.objects.filter(invited),
            columns={
                "essay": "essay",
                "essay_title": "essay__title",
                "address": "email",
                "invited_at": "invited_at",
                "expires_at": "expires_at",
                "accepted_at": "accepted_at",
                "taken_back_at": "revoked_at",
            },
        ),
        part(
            "approvals",
            _("Versions that you approved"),
            Approval.objects.filter(Q(by=whose.person) | Q(contributor__account=whose.person)),
            columns={
                "essay": "revision__text__essay",
                "revision": "revision__number",
                "on_the_contributors_behalf": "on_behalf",
                "at": "at",
            },
        ),
    )


def written(whose: Whose) -> tuple[Part, ...]:
    """Answer what somebody wrote: versions of texts, remarks on them, corrections that they suggest."""
    return (
        part(
            "revisions",
            _("Versions of texts that you saved"),
            Revision.objects.filter(by=whose.person),
            columns={
                "id": "pk",
                "debate": "text__debate__slug",
                "kind": "text__kind",
                "essay": "text__essay",
                "essay_title": "text__essay__title",
                "number": "number",
                "started_from": "started_from",
                "saved": "saving",
                "at": "at",
                "note": "note",
                "text": "source",
            },
            text="text",
        ),
        part(
            "margin_notes",
            _("Notes that you left in the margin of essays"),
            Note.objects.filter(by=whose.person),
            columns={
                "essay": "revision__text__essay",
                "revision": "revision__number",
                "paragraph": "paragraph",
                "quote": "quote",
                "at": "at",
                "settled_at": "settled_at",
                "text": "body",
            },
            text="text",
        ),
        part(
            "suggestions",
            _("Corrections that you suggested"),
            Suggestion.objects.filter(by=whose.person),
            columns={
                "essay": "essay",
                "essay_title": "essay__title",
                "revision": "revision",
                "at": "at",
                "outcome": "outcome",
                "answered_at": "handled_at",
                "text": "body",
            },
            text="text",
        ),
        part(
            "corrections",
            _("Corrections that you published"),
            Correction.objects.filter(by=whose.person),
            columns={"debate": "text__debate__slug", "at": "at", "text": "note"},
            text="text",
        ),
        part(
            "steps_of_debates",
            _("Steps of debates that you took"),
            StatusChange.objects.filter(by=whose.person),
            columns={
                "debate": "debate__slug",
                "step": "move",
                "from": "from_status",
                "to": "to_status",
                "at": "at",
                "note": "note",
            },
        ),
    )


def done(whose: Whose) -> Part:
    """Answer what else somebody did as an editor or a guest."""
    person = whose.person
    of_essay = "essay__position__debate__slug"
    return part_of_acts(
        "editing",
        _("What else you did with debates"),
        Act("invited a guest", Invitation.objects.filter(invited_by=person), "invited_at", of_essay),
        Act("took an invitation back", Invitation.objects.filter(revoked_by=person), "revoked_at", of_essay),
        Act("made a preview link", PreviewLink.objects.filter(made_by=person), "made_at", "debate__slug"),
        Act("answered a suggestion", Suggestion.objects.filter(handled_by=person), "handled_at", of_essay),
        Act(
            "settled a note",
            Note.objects.filter(settled_by=person),
            "settled_at",
            "revision__text__debate__slug",
        ),
        says=WITHOUT_OTHERS,
    )
