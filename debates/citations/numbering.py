"""Which number a cited reference has."""

from collections.abc import Iterable


def number_keys(texts: Iterable[Iterable[str]]) -> dict[str, int]:
    """The numbers of a debate's references, from 1, by where each is cited first.

    `texts` are the debate's texts in their canonical order (introduction, positions by order, rounds,
    conclusion), each as the keys that it cites in order of appearance. The order that a reader is shown
    never enters, so a number means the same to everyone.
    """
    first_cited = dict.fromkeys(key for text in texts for key in text)
    return {key: number for number, key in enumerate(first_cited, 1)}
