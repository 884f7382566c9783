"""What a browser sends: the fields of a page's form as they stand there."""

from typing import Any

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse
from django.test import Client

from debates.publishing.models import Debate

Fields = dict[str, Any]


def page_of(debate: Debate, *rest: object) -> str:
    """Answer where editors work on a debate, or on what of it the rest of the address names."""
    return "/".join(["/editing/debates", str(debate.pk), *map(str, rest), ""])


def fields_of(response: HttpResponse) -> Fields:
    """Answer what the page's last form that is sent by POST would send if its button were pressed now."""
    page = BeautifulSoup(response.content, "html.parser")
    form = page.select("main form[method=post]")[-1]
    fields: Fields = {}
    for control in form.select("input[name], textarea[name], select[name]"):
        if control.has_attr("disabled") or control.get("type") in {"submit", "file", "hidden"}:
            continue
        if control.get("type") == "checkbox" and not control.has_attr("checked"):
            continue
        fields[str(control["name"])] = value_of(control)
    return fields


def value_of(control: Tag) -> str | list[str]:
    if control.name == "textarea":
        return control.get_text().removeprefix("\n").removeprefix("\r\n")
    if control.name == "select":
        chosen = [str(option["value"]) for option in control.select("option[selected]")]
        return chosen if control.has_attr("multiple") else (chosen or [""])[0]
    return str(control.get("value", "on" if control.get("type") == "checkbox" else ""))


def fill_in(client: Client, address: str, **typed: Any) -> HttpResponse:
    """Open a page, type into its form, and send it."""
    page = client.get(address)
    assert page.status_code == 200, address
    return client.post(address, {**fields_of(page), **typed})


def errors(response: HttpResponse) -> dict[str, list[str]]:
    """Answer what is said beside each field of a form that was refused, and above it as `__all__`."""
    assert response.status_code == 400
    found: dict[str, list[str]] = response.context["form"].errors
    return {name: list(messages) for name, messages in found.items()}
