"""What every policy answers, and what an action raises when the answer is no."""

from dataclasses import dataclass
from typing import Self

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody may do something now, with the sentence that they are shown where they may not."""

    allowed: bool
    sentence: str | Promise = ""

    def __bool__(self) -> bool:
        return self.allowed

    @classmethod
    def yes(cls) -> Self:
        """Answer a verdict that allows."""
        return cls(allowed=True)

    @classmethod
    def no(cls, sentence: str | Promise) -> Self:
        """Answer a verdict that refuses with a sentence for the person."""
        return cls(allowed=False, sentence=sentence)

    def or_refuse(self) -> None:
        """Raise `Refused` with the sentence unless the verdict allows."""
        if not self.allowed:
            raise Refused(self.sentence)


class Refused(Exception):  # noqa: N818 - it names what happened to the person, not an error of ours
    """An action was refused; the message is the sentence that the person is shown."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
