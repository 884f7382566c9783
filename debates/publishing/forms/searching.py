"""What editors look for among the debates."""

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_PAGES = 9999


class SearchForm(forms.Form):
    """Words of a question, and which page of what is found."""

    q = forms.CharField(label=_("Words of the question"), required=False, max_length=100)
    page = forms.IntegerField(required=False, min_value=1, max_value=MOST_PAGES)
