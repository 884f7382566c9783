"""What stands in letters for the addresses that are the recipient's own, and what is put in for them.

A letter that says the same to many is rendered once with these words in it. Nobody can guess them, so no
text that somebody has written holds one.
"""

from secrets import token_hex

from debates.digests.letters.links import preferences_address, unsubscribe_address, unsubscribe_mailto
from debates.digests.lists import MailingList
from debates.digests.models import Subscriber

UNSUBSCRIBE = f"https://{token_hex(16)}.invalid/unsubscribe"
PREFERENCES = f"https://{token_hex(16)}.invalid/preferences"
UNSUBSCRIBE_MAIL = f"mailto:{token_hex(16)}@unsubscribe.invalid"

Own = tuple[tuple[str, str], ...]


def own_of(person: Subscriber, mailing_list: MailingList) -> Own:
    """Answer this person's own addresses, in the language that is active, by the word for each."""
    mailto = unsubscribe_mailto(person, mailing_list)
    return (
        (UNSUBSCRIBE, unsubscribe_address(person, mailing_list)),
        (PREFERENCES, preferences_address(person)),
        *(((UNSUBSCRIBE_MAIL, mailto),) if mailto else ()),
    )
