"""The forms of what a debate is made of: the debate itself, its positions, essays and contributors."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.private_pages import private_page
from accounts.verdicts import Refused
from debates.publishing import actions, policies
from debates.publishing.forms.details import ContributorForm, DebateForm, EssayForm, PositionForm
from debates.publishing.models import Contributor, Debate, Essay, Position
from debates.publishing.queries.drafts import workspace_url
from debates.publishing.views.asking import asked
from debates.publishing.views.fetching import editable

Said = str | Promise


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def new_debate(request: HttpRequest) -> HttpResponse:
    """Ask for the question of a new debate, and begin it."""
    policies.may_edit(request.user).or_not_found()
    form = DebateForm(request.POST or None)

    def save() -> str:
        debate = actions.save_debate(
            debate=form.instance, by=request.user, topics=form.cleaned_data["topics"], now=timezone.now()
        )
        return workspace_url(debate)

    return form_page(request, form, save, title=_("New debate"), back=reverse("publishing:home"))


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def details(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a debate says beside its texts."""
    debate = editable(request, pk)
    form = DebateForm(request.POST or None, instance=debate)

    def save() -> str:
        topics = form.cleaned_data["topics"]
        actions.save_debate(debate=debate, by=request.user, topics=topics, now=timezone.now())
        return workspace_url(debate)

    remove = (
        reverse("publishing:delete_debate", args=[pk]) if policies.may_delete(request.user, debate) else ""
    )
    return form_page(request, form, save, title=_("Details"), debate=debate, remove=remove)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def new_position(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a position to a debate."""
    debate = editable(request, pk)
    taken = set(debate.positions.values_list("order", flat=True))
    order = next(number for number in range(1, len(taken) + 2) if number not in taken)
    form = PositionForm(request.POST or None, instance=Position(debate=debate, order=order))

    def save() -> str:
        actions.save_position(position=form.instance, by=request.user)
        return workspace_url(debate)

    return form_page(request, form, save, title=_("New position"), debate=debate)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def position(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a position."""
    policies.may_edit(request.user).or_not_found()
    found = get_object_or_404(Position.objects.select_related("debate"), pk=pk)
    form = PositionForm(request.POST or None, instance=found)

    def save() -> str:
        actions.save_position(position=found, by=request.user)
        return workspace_url(found.debate)

    may_delete = policies.may_change_structure(request.user, found.debate)
    remove = reverse("publishing:delete_position", args=[pk]) if may_delete else ""
    return form_page(request, form, save, title=_("Position"), debate=found.debate, remove=remove)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def new_essay(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin an essay that argues a position."""
    policies.may_edit(request.user).or_not_found()
    found = get_object_or_404(Position.objects.select_related("debate"), pk=pk)
    form = EssayForm(request.POST or None, instance=Essay(position=found))

    def save() -> str:
        essay = actions.save_essay(essay=form.instance, source="", by=request.user, now=timezone.now())
        return f"{workspace_url(found.debate)}#text-{essay.text.pk}"

    return form_page(request, form, save, title=_("New essay"), debate=found.debate)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def essay(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is said about an essay."""
    policies.may_edit(request.user).or_not_found()
    rows = Essay.objects.select_related("position__debate", "contributor", "text")
    found = get_object_or_404(rows, pk=pk)
    debate = found.position.debate
    form = EssayForm(request.POST or None, instance=found)

    def save() -> str:
        actions.save_essay(essay=found, by=request.user, now=timezone.now())
        return f"{workspace_url(debate)}#text-{found.text.pk}"

    may_delete = policies.may_change_round(request.user, debate, found.round)
    remove = reverse("publishing:delete_essay", args=[pk]) if may_delete else ""
    return form_page(request, form, save, title=_("Essay"), debate=debate, remove=remove)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def new_contributor(request: HttpRequest) -> HttpResponse:
    """Add a contributor; `debate` in the address says where the editor came from."""
    policies.may_edit(request.user).or_not_found()
    return contributor_form(request, Contributor(), _("New contributor"))


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def contributor(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is said about a contributor."""
    policies.may_edit(request.user).or_not_found()
    return contributor_form(request, get_object_or_404(Contributor, pk=pk), _("Contributor"))


def contributor_form(request: HttpRequest, person: Contributor, title: Said) -> HttpResponse:
    """Answer the form about a contributor, and lead back to the debate that the editor came from."""
    form = ContributorForm(request.POST or None, instance=person)
    came_from = request.GET.get("debate", "")
    known = came_from.isascii() and came_from.isdecimal() and len(came_from) < 10  # noqa: PLR2004 - digits
    debate = Debate.objects.filter(pk=int(came_from)).first() if known else None

    def save() -> str:
        actions.save_contributor(contributor=person, by=request.user)
        return workspace_url(debate) if debate else reverse("publishing:home")

    return form_page(request, form, save, title=title, debate=debate, back=reverse("publishing:home"))


def form_page(
    request: HttpRequest,
    form: BaseForm,
    save: Callable[[], str],
    *,
    title: Said,
    debate: Debate | None = None,
    back: str = "",
    remove: str = "",
) -> HttpResponse:
    """Answer a form about a part of a debate; when it was sent, lead to the address that `save` answers."""
    context = {
        "title": title,
        "debate": debate,
        "back": workspace_url(debate) if debate else back,
        "remove": remove,
    }
    return asked(request, "publishing/details.html", form, save, done=_("Saved."), context=context)


# ---------------------------------------------------------------- taking things out


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def delete_debate(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, and delete a debate that no reader has seen."""
    debate = editable(request, pk)

    def act() -> str:
        actions.delete_debate(debate=debate, by=request.user)
        return reverse("publishing:home")

    sentence = _("The debate goes for good, with its positions, essays, references and their history.")
    return sure(
        request, act, title=_("Delete this debate"), sentence=sentence, name=debate.question, debate=debate
    )


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def delete_position(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, and delete a position that no reader sees."""
    policies.may_edit(request.user).or_not_found()
    found = get_object_or_404(Position.objects.select_related("debate"), pk=pk)

    def act() -> str:
        actions.delete_position(position=found, by=request.user)
        return workspace_url(found.debate)

    sentence = _("The position goes for good, with its essays and their history.")
    title = _("Delete this position")
    return sure(request, act, title=title, sentence=sentence, name=found.name, debate=found.debate)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def delete_essay(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, and delete an essay that no reader sees."""
    policies.may_edit(request.user).or_not_found()
    found = get_object_or_404(Essay.objects.select_related("position__debate"), pk=pk)
    debate = found.position.debate

    def act() -> str:
        actions.delete_essay(essay=found, by=request.user)
        return workspace_url(debate)

    sentence = _("The essay goes for good, with its history and what was remarked on it.")
    return sure(
        request, act, title=_("Delete this essay"), sentence=sentence, name=found.title, debate=debate
    )


def sure(
    request: HttpRequest, act: Callable[[], str], *, title: Said, sentence: Said, name: str, debate: Debate
) -> HttpResponse:
    """Ask whether somebody is sure; when they are, act and lead to the address that `act` answers."""
    if request.method == "POST":
        try:
            address = act()
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(workspace_url(debate))
        messages.success(request, str(_("Deleted: %s.") % name))
        return redirect(address)
    context = {
        "title": title,
        "sentence": sentence,
        "name": name,
        "debate": debate,
        "back": workspace_url(debate),
    }
    return render(request, "publishing/sure.html", context)
