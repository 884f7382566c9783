"""What every page of the administration is made of that reads rows and leaves writing to an action."""

from abc import abstractmethod
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.verdicts import Refused, Verdict
from debates.publishing import policies


class ActionAdmin(ModelAdmin):
    """A page of the administration that reads rows and leaves writing to an action.

    A refusal that the form could not foresee is shown above the form as it was typed, and nothing is changed.
    """

    # Most of the time there is nothing to see there yet; a debate has its preview.
    view_on_site = False

    @abstractmethod
    def write(self, request: HttpRequest, row: Any, form: Any) -> None:
        """Save the row through its action."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        self.write(request, obj, form)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Write nothing more: the action has written what belongs to the row."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Refused as refusal:
            # All was rolled back. The same request again, now with a form that knows what the action said.
            request.refusal = str(refusal)  # type: ignore[attr-defined]
            return super().changeform_view(request, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        refusal = getattr(request, "refusal", "")
        return refusing(form, refusal) if refusal else form

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except Refused as refusal:
            messages.error(request, str(refusal))
            meta = self.model._meta
            return redirect(f"admin:{meta.app_label}_{meta.model_name}_change", object_id)

    def verdict(self, request: HttpRequest, row: Any) -> Verdict:
        """Answer whether this person may change this row; `None` asks about rows at large."""
        return policies.may_edit(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(policies.may_edit(request.user))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(policies.may_edit(request.user))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.verdict(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(policies.may_edit(request.user))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer nothing for many rows at once: each save and delete is an action of its own."""
        return {}


def refusing(form: Any, refusal: str) -> Any:
    """Answer this class of forms, with every form of it refused for the reason that an action gave."""

    def clean(self: Any) -> Any:
        cleaned = form.clean(self)
        self.add_error(None, refusal)
        return cleaned

    return type(form.__name__, (form,), {"clean": clean})
