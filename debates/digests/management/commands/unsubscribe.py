"""`manage.py unsubscribe < MESSAGE`: an e-mail that was sent to leave a list, from the alias for them."""

import sys
from email import message_from_binary_file, policy
from email.message import EmailMessage
from os import EX_DATAERR
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.verdicts import Refused
from debates.digests.actions.preferring import leave_list
from debates.digests.lists import MailingList
from debates.digests.mailed_wish import MailedWish, wishes_in
from debates.digests.queries.links import subscriber_numbered


class Command(BaseCommand):
    help = (
        "Read an e-mail from standard input and end the list of letters that its subject names. "
        "Ends with status 65 where it names none, so that a mail server can tell its sender."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        mail = message_from_binary_file(sys.stdin.buffer, _class=EmailMessage, policy=policy.default)
        left = [wish.list_name for wish in wishes_in(mail) if self.leave(wish)]
        if not left:
            raise CommandError("This e-mail names no list that it could end.", returncode=EX_DATAERR)
        self.stdout.write(f"Ended: {', '.join(left)}.")

    def leave(self, wish: MailedWish) -> bool:
        """End the list, and answer whether the e-mail could."""
        subscriber = subscriber_numbered(wish.number)
        if subscriber is None or wish.list_name not in {*MailingList}:
            return False
        try:
            leave_list(
                subscriber=subscriber,
                mailing_list=MailingList(wish.list_name),
                token=wish.token,
                now=timezone.now(),
            )
        except Refused:
            return False
        return True
