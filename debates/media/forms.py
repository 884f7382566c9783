"""The forms with which an editor adds an image, and says more about it later."""

from typing import ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from debates.media.models import DETAILS, Image, ImageDetails
from debates.media.pixels import ImageRefused, Original, read_original

# What a browser offers in its file dialogue; the content decides.
ACCEPT = "image/jpeg,image/png,image/webp,image/avif"


class ImageDetailsForm(forms.ModelForm):  # type: ignore[type-arg]  # its parameter exists only in the stubs
    """What is said about an image that is stored already: its file stays as it is."""

    class Meta:
        model = Image
        fields: ClassVar[tuple[str, ...]] = DETAILS
        widgets: ClassVar[dict[str, type[forms.Widget]]] = {
            "source_url": forms.URLInput,
            "licence_url": forms.URLInput,
        }

    @property
    def details(self) -> ImageDetails:
        """Answer what was typed, as `store_image` takes it."""
        return cast("ImageDetails", {name: self.cleaned_data[name] for name in DETAILS})


class ImageForm(ImageDetailsForm):
    """A file, and what is said about it; `cleaned_data["upload"]` is the picture that `store_image` takes."""

    upload = forms.FileField(
        label=_("File"),
        help_text=_("JPEG, PNG, WebP or AVIF; at most 10 MB and 40 million pixels."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )

    class Meta(ImageDetailsForm.Meta):
        fields: ClassVar[tuple[str, ...]] = ("upload", *DETAILS)

    def clean_upload(self) -> Original:
        """Answer the picture in the file, or say under the field why it is refused."""
        try:
            return read_original(self.cleaned_data["upload"])
        except ImageRefused as refusal:
            raise forms.ValidationError(str(refusal.sentence)) from refusal
