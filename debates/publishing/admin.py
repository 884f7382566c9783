"""The administration: what debates share, in plain forms whose saves go through the actions.

Debates and what belongs to one are written in the workspace (`views/workspace.py`).
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from debates.media.actions import delete_image, store_image
from debates.media.forms import ImageDetailsForm, ImageForm
from debates.media.models import Image
from debates.publishing import actions, policies
from debates.publishing.action_admin import ActionAdmin
from debates.publishing.forms.details import TopicForm
from debates.publishing.models import Topic


@admin.register(Topic)
class TopicAdmin(ActionAdmin):
    form = TopicForm
    list_display = ("name", "slug")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}

    def write(self, request: HttpRequest, row: Topic, form: Any) -> None:
        actions.save_topic(topic=row, by=request.user)


@admin.register(Image)
class ImageAdmin(ActionAdmin):
    """Images are stored by the media room; what is said of them changes texts, so it is saved by this one."""

    list_display = ("key", "title", "author", "licence_name")
    search_fields = ("key", "title", "author")
    readonly_fields = ("key", "picture")

    def get_form(
        self, request: HttpRequest, obj: Image | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        kwargs["form"] = ImageForm if obj is None else ImageDetailsForm
        return super().get_form(request, obj, change, **kwargs)

    def write(self, request: HttpRequest, row: Image, form: Any) -> None:
        if not row._state.adding:
            actions.save_image_details(image=row, by=request.user)
            return
        stored = store_image(upload=form.cleaned_data["upload"], by=request.user, **form.details)
        row.pk, row.key = stored.pk, stored.key

    def has_delete_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        return obj is not None and bool(policies.may_edit(request.user))

    def delete_model(self, request: HttpRequest, obj: Image) -> None:
        delete_image(image=obj, by=request.user)

    @admin.display(description=_("Picture"))
    def picture(self, image: Image) -> str | Promise:
        return format_html('<img src="{}" width="240" alt="">', image.src) if image.pk else "–"
