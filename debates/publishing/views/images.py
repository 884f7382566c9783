"""The images of a debate: the list, a file with what is said of it, a copy from Commons."""

from io import BytesIO

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.private_pages import private_page
from accounts.verdicts import Refused
from debates.citations.fetching import FetchFailed, Service
from debates.media import commons
from debates.media.forms import ImageDetailsForm, ImageForm
from debates.media.models import Image
from debates.publishing import actions, policies
from debates.publishing.forms.images import CommonsForm
from debates.publishing.models import Debate
from debates.publishing.queries.images import images_for_editors
from debates.publishing.views.fetching import editable


@require_safe
@private_page
def images(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the images that a debate shows, and those that were added for it and are not shown yet."""
    return list_page(request, editable(request, pk), CommonsForm())


def list_page(request: HttpRequest, debate: Debate, form: CommonsForm) -> HttpResponse:
    """Answer the list of a debate's images."""
    context = {
        "debate": debate,
        "images": images_for_editors(debate),
        "verdict": policies.may_edit_debate(request.user, debate),
        "form": form if service() else None,
    }
    return render(request, "publishing/images.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def new_image(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a file and what is said of it, and add it to the debate."""
    debate = editable(request, pk)
    form = ImageForm(request.POST, request.FILES) if request.method == "POST" else ImageForm()
    if form.is_bound and form.is_valid():
        try:
            upload = form.cleaned_data["upload"]
            added = actions.add_image(debate=debate, upload=upload, by=request.user, **form.details)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(_("Added: %s.") % added))
            return redirect("publishing:images", debate.pk)
    return form_page(request, debate, form)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def image(request: HttpRequest, pk: int, image: int) -> HttpResponse:
    """Change what is said of an image."""
    debate = editable(request, pk)
    found = image_of(debate, image)
    form = ImageDetailsForm(request.POST if request.method == "POST" else None, instance=found)
    if form.is_bound and form.is_valid():
        try:
            actions.save_image_details(image=found, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(_("Saved: %s.") % found))
            return redirect("publishing:images", debate.pk)
    return form_page(request, debate, form, found)


def form_page(
    request: HttpRequest, debate: Debate, form: ImageDetailsForm, found: Image | None = None
) -> HttpResponse:
    """Answer the form about an image."""
    context = {
        "debate": debate,
        "form": form,
        "image": found,
        "verdict": policies.may_edit_debate(request.user, debate),
    }
    return render(request, "publishing/image.html", context, status=400 if form.errors else 200)


def image_of(debate: Debate, pk: int) -> Image:
    """Answer an image that this debate shows or keeps; any other is not there."""
    found = next((line.image for line in images_for_editors(debate) if line.image.pk == pk), None)
    if found is None:
        raise Http404
    return found


@require_POST
@private_page
def lead_image(request: HttpRequest, pk: int, image: int) -> HttpResponse:
    """Let an image lead the debate; the one that does already, no longer."""
    debate = editable(request, pk)
    found = image_of(debate, image)
    chosen = None if debate.lead_image_id == found.pk else found
    try:
        actions.choose_lead_image(debate=debate, image=chosen, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("Above the debate: %s.") % found if chosen else _("No image stands above the debate now.")
        messages.success(request, str(said))
    return redirect("publishing:images", debate.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def remove_image(request: HttpRequest, pk: int, image: int) -> HttpResponse:
    """Ask, and take an image out of a debate that does not show it."""
    debate = editable(request, pk)
    found = image_of(debate, image)
    if request.method == "POST":
        try:
            gone = actions.remove_image(debate=debate, image=found, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            said = _("Deleted: %s.") if gone else _("Taken out of this debate: %s. It is used elsewhere.")
            messages.success(request, str(said % found))
        return redirect("publishing:images", debate.pk)
    context = {
        "title": _("Remove this image"),
        "sentence": _("The image goes for good, unless it is used elsewhere."),
        "name": str(found),
        "debate": debate,
        "back": reverse("publishing:images", args=[debate.pk]),
    }
    return render(request, "publishing/sure.html", context)


# ---------------------------------------------------------------- from Commons


@require_POST
@private_page
def copy_from_commons(request: HttpRequest, pk: int) -> HttpResponse:
    """Copy a file of Commons with its title, author, licence and source; its description is asked next."""
    debate = editable(request, pk)
    api = service()
    if api is None:
        messages.error(request, str(_("Copying from Wikimedia Commons is not set up.")))
        return redirect("publishing:images", debate.pk)
    form = CommonsForm(request.POST)
    if form.is_valid():
        try:
            added = copied(debate, form.cleaned_data["name"], api, request)
        except (FetchFailed, Refused) as failure:
            form.add_error("name", str(failure))
        else:
            messages.success(request, str(_("Copied: %s. Say what it shows.") % added))
            return redirect("publishing:image", debate.pk, added.pk)
    return list_page(request, debate, form)


def copied(debate: Debate, name: str, api: Service, request: HttpRequest) -> Image:
    """Copy a file into the debate. Raises `FetchFailed` and `Refused`."""
    policies.may_edit_debate(request.user, debate).or_refuse()
    found = commons.find(name, api, settings.COMMONS_FILE_HOST)
    return actions.add_image(
        debate=debate,
        upload=BytesIO(commons.copy(found, api)),
        by=request.user,
        title=found.title,
        author=found.author,
        source_url=found.source_url,
        source_name=commons.SOURCE,
        licence_name=found.licence_name,
        licence_url=found.licence_url,
    )


def service() -> Service | None:
    """Answer the API that the settings name, or nothing where copying is off."""
    if not settings.COMMONS_API_URL:
        return None
    return Service(settings.COMMONS_API_URL, "Commons", settings.ELSEWHERE_USER_AGENT)
