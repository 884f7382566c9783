"""What this room keeps about somebody."""

from django.utils.translation import gettext_lazy as _

from accounts.own_data import Part, Whose, part
from debates.media.models import Image


def parts_about(whose: Whose) -> tuple[Part, ...]:
    """Answer which images somebody uploaded. The images themselves are the publication's."""
    return (
        part(
            "images_uploaded",
            _("Images that you uploaded for debates"),
            Image.objects.filter(uploaded_by=whose.person),
            columns={"key": "key", "title": "title", "uploaded_at": "uploaded_at"},
            says=_("The pictures belong to the publication, and are not in this file."),
        ),
    )
