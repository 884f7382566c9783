"""Moderation in the administration: the rules that readers agree to."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminSplitDateTime
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Verdict
from debates.moderation import policies
from debates.moderation.actions.rules import ensure_rules, publish_rules
from debates.moderation.forms.rules import PARTS, PLACES, TermsForm, name_of
from debates.moderation.models import Terms
from debates.publishing.action_admin import ActionAdmin


@admin.register(Terms)
class TermsAdmin(ActionAdmin):
    """Each version is published whole, beginning from the one that holds; none is ever changed."""

    list_display = ("__str__", "in_force_at", "published_by", "published_at")
    list_select_related = ("published_by",)

    # ------------------------------------------------------------ who may

    def verdict(self, request: HttpRequest, row: Terms | None) -> Verdict:
        return policies.may_set_rules(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Terms | None = None) -> bool:
        return bool(policies.may_set_rules(request.user))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(policies.may_set_rules(request.user))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(policies.may_set_rules(request.user))

    def has_change_permission(self, request: HttpRequest, obj: Terms | None = None) -> bool:
        return False

    # ------------------------------------------------------------ a new version

    def get_form(
        self, request: HttpRequest, obj: Terms | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if obj is None:
            kwargs |= {"form": TermsForm, "fields": ("introduction",)}
        form = super().get_form(request, obj, change, **kwargs)
        if obj is None:
            form.declared_fields["in_force_at"].widget = AdminSplitDateTime()
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Terms | None = None) -> Any:
        if obj is not None:
            shown = ("introduction", "all_rules", "in_force_at", "published_by", "published_at")
            return [(None, {"fields": shown})]
        head = (None, {"fields": ("introduction", "in_force_at", "expected_number")})
        rules = [(None, {"fields": [name_of(part, place) for part in PARTS]}) for place in PLACES]
        return [head, *rules]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin from the version that holds, and remember which was the newest."""
        terms = ensure_rules(now=timezone.now())
        newest = Terms.objects.order_by("-number")[0]
        initial: dict[str, Any] = {
            "introduction": terms.introduction,
            "expected_number": newest.number,
        }
        for place, rule in enumerate(terms.rules.order_by("order"), start=1):
            said = {"title": rule.title, "text": rule.text, "severity": rule.severity, "key": rule.key}
            initial |= {name_of(part, place): value for part, value in said.items()}
        return initial

    def write(self, request: HttpRequest, row: Terms, form: Any) -> None:
        given = {
            name: form.cleaned_data[name]
            for name in ("introduction", "rules", "expected_number", "in_force_at")
        }
        terms = publish_rules(by=request.user, now=timezone.now(), **given)
        row.pk, row.number = terms.pk, terms.number

    # ------------------------------------------------------------ one that stands

    def get_readonly_fields(self, request: HttpRequest, obj: Terms | None = None) -> tuple[str, ...]:
        return ("all_rules",) if obj else ()

    @admin.display(description=_("rules"))
    def all_rules(self, terms: Terms) -> SafeString:
        """Answer the rules of a version, each with its key and how severe it is."""
        rows = (
            (rule.title, rule.key, rule.get_severity_display(), rule.text)
            for rule in terms.rules.order_by("order")
        )
        return format_html("<ol>{}</ol>", format_html_join("", "<li><b>{}</b> ({}, {})<br>{}</li>", rows))
