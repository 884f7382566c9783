"""The field in which a text is written: django-markdownx's widget, which shows beside it how it will look."""

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.urls import reverse
from django.utils.safestring import SafeString
from markdownx.widgets import MarkdownxWidget


class MarkdownField(MarkdownxWidget):  # type: ignore[misc]  # markdownx has no types
    """The widget of one text, with our own addresses: markdownx's are not among the site's."""

    template_name = "publishing/_markdown.html"

    def __init__(self, text_id: int, attrs: dict[str, Any] | None = None) -> None:
        self.text_id = text_id
        super().__init__({"rows": 24, "dir": "auto", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        """Answer what the template shows."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["attrs"].update(
            {
                "data-markdownx-urls-path": reverse("publishing:preview_text", args=[self.text_id]),
                "data-markdownx-upload-urls-path": reverse("publishing:upload_image", args=[self.text_id]),
                # The stylesheet lets the field grow with what is in it.
                "data-markdownx-editor-resizable": "False",
            }
        )
        return context


def field_of(text_id: int, source: str) -> SafeString:
    """Answer the field of a text with what it says."""
    attrs = {"id": f"source-{text_id}", "aria-describedby": f"unknown-{text_id}"}
    html: SafeString = MarkdownField(text_id).render("source", source, attrs, TemplatesSetting())
    return html
