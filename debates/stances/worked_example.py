"""One commitment worked out, so that whoever wants to check the seal can check their own program first.

The numbers are invented; nobody voted so.
"""

from dataclasses import dataclass

from debates.stances.seal import canonical_json, commitment

SALT = bytes(range(16))
OPTION = "a"
VOTER = "64fcc95dfb307943410ef31bd1a03d7596d465a41cf615adaf6292cc465ddca7"


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """A commitment with all that it is made of; salt and commitment in hexadecimal."""

    salt: str
    option: str
    voter: str
    text: str
    commitment: str


def worked_example() -> WorkedExample:
    """Answer the example."""
    return WorkedExample(
        salt=SALT.hex(),
        option=OPTION,
        voter=VOTER,
        text=canonical_json({"option": OPTION, "voter": VOTER}).decode(),
        commitment=commitment(SALT, option=OPTION, voter=VOTER),
    )
