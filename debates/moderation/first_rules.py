"""The rules that hold on a site whose administrators have published none: words of our own, to begin with.

A pure table. The key of a rule stays the same from version to version, so that periods compare.
"""

from dataclasses import dataclass

from debates.moderation.urgency import Severity


@dataclass(frozen=True, slots=True)
class FirstRule:
    """One rule: its key, its name, what it means, and how much harm is likely where it is broken."""

    key: str
    title: str
    text: str
    severity: Severity


INTRODUCTION = """\
Here people argue who do not agree, and who read each other all the same. These rules hold for every \
comment; opinions have no rule but these.

## How comments are looked after

Before a comment is shown, checks that run on their own look at how long it is, how fast its author \
writes, how many links it has, and whether it holds a word of a list. They refuse a few comments, and \
let some others wait for a moderator. Everything else is decided by people.

Anybody can report a comment, also without an account. Moderators then leave it as it is, collapse it, \
or remove it, each time with a reason that refers to a rule below or to a law. They may lock a thread; \
they may warn its author, suspend them for a time, or ban them, where it was grave or happened again.

Whoever is concerned is told what was decided and why, and can appeal within six months. A person \
decides about the appeal, another one than before wherever there are two. Who reports again and again \
without any ground, or breaks these rules again and again, may be suspended from doing so.
"""

RULES = (
    FirstRule(
        "person",
        "Argue about the question, not about the person",
        "Answer what somebody says. Insults, mockery, and guesses about why somebody thinks as they do take "
        "the place of an argument, and drive others away who had one.",
        Severity.NOTABLE,
    ),
    FirstRule(
        "hate",
        "No hatred",
        "Nobody is degraded or shut out for their origin, skin, language, religion, sex, gender, whom they "
        "love, their age or a disability, and nobody is called upon to do so.",
        Severity.SERIOUS,
    ),
    FirstRule(
        "threats",
        "No threats",
        "Do not threaten anybody, call for violence, or praise it; do not tell others where to find "
        "somebody so that they are frightened. A joke of this kind is read as what it says.",
        Severity.GRAVE,
    ),
    FirstRule(
        "private",
        "Nothing private about others",
        "No addresses, numbers, pictures or details of somebody’s private life that they have not made "
        "public themselves, and no guesses about who stands behind a name.",
        Severity.SERIOUS,
    ),
    FirstRule(
        "off-topic",
        "Keep to the question",
        "A comment has to do with the debate that it stands in, or with the comment that it answers. What "
        "you think of the site itself, or of its moderators, goes to the contact address.",
        Severity.USUAL,
    ),
    FirstRule(
        "spam",
        "No advertising, nothing over and over",
        "No comments that sell something, that exist for a link, or that say the same again in many places; "
        "none by programs, and none under several names by the same person.",
        Severity.USUAL,
    ),
    FirstRule(
        "illegal",
        "Nothing illegal",
        "What the law forbids has no place here: for example to deny crimes against humanity, to defame "
        "somebody, or to copy what belongs to others beyond what may be quoted.",
        Severity.SERIOUS,
    ),
)
