"""Comments in the administration: what is set about them, never what somebody wrote."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.verdicts import Verdict
from debates.comments import actions, policies
from debates.comments.forms import WatchedWordForm
from debates.comments.models import Discussion, WatchedWord
from debates.publishing.action_admin import ActionAdmin


@admin.register(Discussion)
class DiscussionAdmin(ActionAdmin):
    fields = ("debate", "closes_at", "locked", "premoderated")
    list_display = ("debate", "closes_at", "locked", "premoderated")
    list_select_related = ("debate",)
    search_fields = ("debate__question",)

    def verdict(self, request: HttpRequest, row: Discussion | None) -> Verdict:
        if row is None:
            return super().verdict(request, row)
        return policies.may_set_discussion(request.user, row.debate)

    def get_readonly_fields(self, request: HttpRequest, obj: Discussion | None = None) -> tuple[str, ...]:
        return ("debate",) if obj else ()

    def write(self, request: HttpRequest, row: Discussion, form: Any) -> None:
        given = {name: form.cleaned_data[name] for name in ("closes_at", "locked", "premoderated")}
        row.pk = actions.save_discussion(debate=row.debate, by=request.user, **given).pk


@admin.register(WatchedWord)
class WatchedWordAdmin(ActionAdmin):
    form = WatchedWordForm
    list_display = ("entry", "severity")
    list_filter = ("severity",)
    search_fields = ("entry", "folded")

    def verdict(self, request: HttpRequest, row: Any) -> Verdict:
        return policies.may_watch_words(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: WatchedWord | None = None) -> bool:
        return obj is not None and bool(policies.may_watch_words(request.user))

    def delete_model(self, request: HttpRequest, obj: WatchedWord) -> None:
        actions.delete_watched_word(word=obj, by=request.user)

    def write(self, request: HttpRequest, row: WatchedWord, form: Any) -> None:
        entry, severity = form.cleaned_data["entry"], form.cleaned_data["severity"]
        if row.pk:
            actions.save_watched_word(word=row, entry=entry, severity=severity, by=request.user)
        else:
            row.pk = actions.add_watched_words(entries=[entry], severity=severity, by=request.user)[0].pk
