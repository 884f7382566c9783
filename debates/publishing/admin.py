"""The administration: plain forms whose saves go through the actions."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Verdict
from debates.media.actions import delete_image, store_image
from debates.media.forms import ImageDetailsForm, ImageForm
from debates.media.models import Image
from debates.publishing import actions, policies
from debates.publishing.action_admin import ActionAdmin
from debates.publishing.forms import (
    ContributorForm,
    DebateForm,
    EssayForm,
    PositionForm,
    ReferenceForm,
    TopicForm,
)
from debates.publishing.models import (
    Contributor,
    Debate,
    Essay,
    Kind,
    Position,
    Reference,
    StatusChange,
    Text,
    Topic,
)
from debates.publishing.queries import missing_in
from debates.publishing.words import MOVE_LABELS, ROUND_MOVE_LABELS


@admin.register(Debate)
class DebateAdmin(ActionAdmin):
    form = DebateForm
    change_form_template = "publishing/admin_debate.html"
    list_display = ("question", "status", "published_at", "closes_at", "origin")
    list_filter = ("status", "origin", "topics")
    search_fields = ("question", "slug")
    prepopulated_fields = {"slug": ("question",)}
    autocomplete_fields = ("lead_image",)
    filter_horizontal = ("topics",)
    readonly_fields = ("status", "checklist", "parts", "origin", "history")
    fieldsets = (
        (
            None,
            {"fields": ("status", "checklist", "parts", "question", "slug", "summary", "language", "topics")},
        ),
        (_("Texts"), {"fields": ("introduction", "conclusion")}),
        (_("Details"), {"fields": ("lead_image", "citation_style", "closes_at", "origin", "original_url")}),
        (_("History"), {"fields": ("history",)}),
    )

    def verdict(self, request: HttpRequest, row: Debate | None) -> Verdict:
        return policies.may_edit_debate(request.user, row) if row else policies.may_edit(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Debate | None = None) -> bool:
        return obj is not None and bool(policies.may_delete(request.user, obj))

    def delete_model(self, request: HttpRequest, obj: Debate) -> None:
        actions.delete_debate(debate=obj, by=request.user)

    def write(self, request: HttpRequest, row: Debate, form: Any) -> None:
        given = form.cleaned_data
        actions.save_debate(
            debate=row,
            by=request.user,
            introduction=given["introduction"],
            conclusion=given["conclusion"],
            topics=given["topics"],
        )

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        debate = context["original"]
        context["steps"] = steps_of(request.user, debate) if debate else ()
        return super().render_change_form(request, context, *args, **kwargs)

    # Where nobody may change the debate, its texts stand in place of their fields.

    @admin.display(description=_("Introduction"))
    def introduction(self, debate: Debate) -> str:
        return source_of(debate, Kind.INTRODUCTION)

    @admin.display(description=_("Conclusion"))
    def conclusion(self, debate: Debate) -> str:
        return source_of(debate, Kind.CONCLUSION)

    @admin.display(description=_("Still missing"))
    def checklist(self, debate: Debate) -> str | Promise:
        rows = missing_in(debate) if debate.pk else ()
        if not rows:
            return _("Nothing.")
        items = (
            (row.url, row.sentence, _("blocks publication") if row.blocks else _("to weigh")) for row in rows
        )
        return format_html("<ul>{}</ul>", format_html_join("", '<li><a href="{}">{}</a> ({})</li>', items))

    @admin.display(description=_("Positions, essays, references"))
    def parts(self, debate: Debate) -> str | Promise:
        if debate._state.adding:
            return _("Save the debate first.")
        rows: list[tuple[str, str | Promise]] = []
        for position in debate.positions.order_by("order").prefetch_related("essays"):
            rows.append((change_url(position), position.name))
            rows += [
                (change_url(essay), f"{essay.get_round_display()}: {essay}")
                for essay in position.essays.all()
            ]
            add_essay = f"{reverse('admin:publishing_essay_add')}?position={position.pk}"
            rows.append((add_essay, format_lazy(_("Add an essay for {position}"), position=position.name)))
        rows += [
            (change_url(reference), f"[@{reference}]") for reference in debate.references.order_by("order")
        ]
        rows += [
            (f"{reverse('admin:publishing_position_add')}?debate={debate.pk}", _("Add a position")),
            (f"{reverse('admin:publishing_reference_add')}?debate={debate.pk}", _("Add a reference")),
        ]
        return format_html("<ul>{}</ul>", format_html_join("", '<li><a href="{}">{}</a></li>', rows))

    @admin.display(description=_("Changes of state"))
    def history(self, debate: Debate) -> str:
        if debate._state.adding:
            return "–"
        changes: QuerySet[StatusChange] = debate.status_changes.select_related("by")
        rows = (
            (f"{c.at:%Y-%m-%d %H:%M}", c.move, c.from_status, c.to_status, c.by or "–", c.note)
            for c in changes
        )
        return format_html(
            "<ul>{}</ul>", format_html_join("", "<li>{} UTC · {} · {} → {} · {} {}</li>", rows)
        )


def steps_of(user: Any, debate: Debate) -> list[tuple[str, str | Promise]]:
    """Answer the address and the name of each step that the user may make with the debate now."""
    moves = [
        (reverse("publishing:move", args=[debate.pk, move]), MOVE_LABELS[move])
        for move in policies.moves_for(user, debate)
    ]
    rounds = [
        (reverse("publishing:publish_round", args=[debate.pk, round_]), ROUND_MOVE_LABELS[round_])
        for round_ in policies.rounds_for(user, debate, timezone.now())
    ]
    preview = (reverse("reading:preview", args=[debate.pk]), _("Preview"))
    return [*moves, *rounds, preview]


def source_of(debate: Debate, kind: Kind) -> str:
    """Answer the Markdown of a debate's own text."""
    text = Text.objects.filter(debate=debate, kind=kind).first()
    return text.source if text else ""


def change_url(row: Model) -> str:
    """Answer the page on which a row is changed."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


class PartAdmin(ActionAdmin):
    """What belongs to one debate, and is changed while that debate may be."""

    def debate_of(self, row: Any) -> Debate:
        """Answer the debate that this row belongs to."""
        debate: Debate = row.debate
        return debate

    def verdict(self, request: HttpRequest, row: Any) -> Verdict:
        editor = policies.may_edit(request.user)
        return policies.may_edit_debate(request.user, self.debate_of(row)) if row and editor else editor


@admin.register(Position)
class PositionAdmin(PartAdmin):
    form = PositionForm
    list_display = ("label", "debate", "order", "claim")
    search_fields = ("label", "claim", "debate__question")
    autocomplete_fields = ("debate",)
    prepopulated_fields = {"slug": ("label",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Position]:
        return super().get_queryset(request).select_related("debate")

    def has_delete_permission(self, request: HttpRequest, obj: Position | None = None) -> bool:
        return obj is not None and bool(policies.may_change_structure(request.user, obj.debate))

    def delete_model(self, request: HttpRequest, obj: Position) -> None:
        actions.delete_position(position=obj, by=request.user)

    def write(self, request: HttpRequest, row: Position, form: Any) -> None:
        actions.save_position(position=row, by=request.user)


@admin.register(Essay)
class EssayAdmin(PartAdmin):
    form = EssayForm
    change_form_template = "publishing/admin_essay.html"
    list_display = ("title", "contributor", "position", "round")
    list_select_related = ("contributor", "position__debate")
    search_fields = ("title", "contributor__name", "position__debate__question")
    autocomplete_fields = ("position", "contributor")

    def debate_of(self, row: Essay) -> Debate:
        return row.position.debate

    def has_delete_permission(self, request: HttpRequest, obj: Essay | None = None) -> bool:
        return obj is not None and bool(
            policies.may_change_round(request.user, obj.position.debate, obj.round)
        )

    def delete_model(self, request: HttpRequest, obj: Essay) -> None:
        actions.delete_essay(essay=obj, by=request.user)

    @admin.display(description=_("Text"))
    def source(self, essay: Essay) -> str:
        return essay.text.source

    def write(self, request: HttpRequest, row: Essay, form: Any) -> None:
        actions.save_essay(essay=row, source=form.cleaned_data["source"], by=request.user)


@admin.register(Reference)
class ReferenceAdmin(PartAdmin):
    form = ReferenceForm
    list_display = ("key", "debate", "order")
    list_select_related = ("debate",)
    search_fields = ("key", "debate__question")
    autocomplete_fields = ("debate",)

    def has_delete_permission(self, request: HttpRequest, obj: Reference | None = None) -> bool:
        return obj is not None and bool(self.verdict(request, obj))

    def delete_model(self, request: HttpRequest, obj: Reference) -> None:
        actions.delete_reference(reference=obj, by=request.user)

    def write(self, request: HttpRequest, row: Reference, form: Any) -> None:
        actions.save_reference(reference=row, by=request.user)


@admin.register(Contributor)
class ContributorAdmin(ActionAdmin):
    form = ContributorForm
    list_display = ("name", "role", "affiliation")
    search_fields = ("name", "affiliation")
    autocomplete_fields = ("portrait",)
    prepopulated_fields = {"slug": ("name",)}
    raw_id_fields = ("account",)

    def write(self, request: HttpRequest, row: Contributor, form: Any) -> None:
        actions.save_contributor(contributor=row, by=request.user)


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
