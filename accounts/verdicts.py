"""What every policy answers, and what is raised when the answer is no."""

from dataclasses import dataclass
from enum import Enum
from typing import Self

from django.http import Http404
from django.utils.functional import Promise


class Remedy(Enum):
    """What the person could do so that the answer would be yes."""

    NONE = "none"
    SIGN_IN = "sign in"
    SECOND_FACTOR = "second factor"
    APPEAL = "appeal"
    """Something was decided about them: they can read why, and appeal."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody may do something now, with the sentence that they are shown where they may not."""

    allowed: bool
    sentence: str | Promise = ""
    remedy: Remedy = Remedy.NONE

    def __bool__(self) -> bool:
        return self.allowed

    @classmethod
    def yes(cls) -> Self:
        """Answer a verdict that allows."""
        return cls(allowed=True)

    @classmethod
    def no(cls, sentence: str | Promise, remedy: Remedy = Remedy.NONE) -> Self:
        """Answer a verdict that refuses with a sentence for the person."""
        return cls(allowed=False, sentence=sentence, remedy=remedy)

    def or_refuse(self) -> None:
        """Raise `Refused` with the sentence unless the verdict allows."""
        if not self.allowed:
            raise Refused(self.sentence, self.remedy)

    def or_not_found(self) -> None:
        """Raise `Http404` unless the verdict allows: what somebody may not see is not there.

        Raises `SecondFactorMissing` where only that is missing: they know of the page, and are shown the way.
        """
        if self.remedy is Remedy.SECOND_FACTOR:
            raise SecondFactorMissing
        if not self.allowed:
            raise Http404


class Refused(Exception):  # noqa: N818 - it names what happened to the person, not an error of ours
    """An action was refused; the message is the sentence that the person is shown."""

    def __init__(self, sentence: str | Promise, remedy: Remedy = Remedy.NONE) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
        self.remedy = remedy


class SecondFactorMissing(Exception):  # noqa: N818 - it names what is missing, not an error of ours
    """Somebody has the role and not yet the second factor that it asks for."""
