"""Forms whose fields nobody changes: Django copies every field of a form each time that one is filled in."""

from typing import Any, Self, TypeVar

from django import forms

F = TypeVar("F", bound=forms.BaseForm)


class Shared(dict[str, forms.Field]):
    """Fields that stay the same objects where a form copies them."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self


def shares_fields(form: type[F]) -> type[F]:
    """Let all forms of a kind have the same fields, which none of them may change: not for one that does."""
    made: Any = form
    made.base_fields = Shared(made.base_fields)
    return form
