"""Every address of the site, and what it answers to somebody who has no business there.

The test walks the URL conf and fails for an address that no row below names. A row says what a visitor is
answered, and what Sam is: an account and nothing else. `sign in` leads to the sign-in page and back.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Any
from zlib import crc32

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from accounts.models import User
from debates.digests.models import Subscriber, Subscription
from debates.digests.things import Thing
from debates.moderation.measures import Measure
from debates.outbox import mail_files
from debates.outbox.models import Message
from debates.publishing import actions
from debates.publishing.models import Contributor, Essay, Topic
from debates.publishing.models.debates import RESERVED_SLUGS
from debates.publishing.workflow import Round, Status
from tests.accounts.rows import accounts
from tests.comments.rows import written
from tests.digests.rows import subscriber, wish
from tests.makers import (
    make_debate,
    make_draft,
    make_essay,
    make_image,
    make_invitation,
    make_reference,
    make_suggestion,
    make_user,
    text_of,
)
from tests.moderation.rows import case_of, decided, moderated
from tests.moderation.strangers import moderated_of
from tests.publishing.rows import everything
from tests.stances.votes import make_burst, poll

pytestmark = pytest.mark.django_db

ADMINISTRATION = "admin/"


def routes(patterns: Any = None, before: str = "") -> Iterator[str]:
    """Answer every address of the site as it stands in the URL conf, each once for each place."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern.url_patterns, route)


@dataclass(frozen=True, slots=True)
class Answers:
    """What an address answers by GET and by POST; `at` is an example, `{names}` in it are rows of others."""

    visitor: tuple[str, str]
    sam: tuple[str, str]
    at: str


def answers(*, visitor: tuple[str, str], sam: tuple[str, str], at: str = "") -> Answers:
    """Answer a row that says everything."""
    return Answers(visitor, sam, at)


def alike(get: str, post: str = "405", at: str = "") -> Answers:
    """Answer a row for an address that tells visitors and people with an account the same."""
    return Answers((get, post), (get, post), at)


def own(get: str, post: str, visitor_post: str = "sign in", at: str = "") -> Answers:
    """Answer a row for somebody's own page, where a visitor is asked to sign in."""
    return Answers(("sign in", visitor_post), (get, post), at)


TABLE: dict[str, list[Answers]] = {
    r"media/^(?P<name>images/[0-9a-f]{2}/[0-9a-f]{20}-[1-9][0-9]{0,4}\.webp)$": [
        alike("200", at="/media/{image}")
    ],
    "health/": [alike("200")],
    "health/ready/": [alike("200")],
    "account/": [own("200", "405", visitor_post="405")],
    "account/login/": [answers(visitor=("200", "200"), sam=("→ /account/", "→ /account/"))],
    "account/login/code/confirm/": [
        answers(
            visitor=("→ /account/login/code/", "→ /account/login/code/"), sam=("→ /account/", "→ /account/")
        )
    ],
    "account/confirm-email/": [
        answers(
            visitor=("→ /account/login/", "→ /account/login/"), sam=("→ /account/email/", "→ /account/email/")
        )
    ],
    "account/password/reset/confirm/": [alike("→ /account/login/", "→ /account/login/")],
    "account/subscriptions/preview/": [own("200", "405", visitor_post="405")],
    "account/subscriptions/preview/mail/": [own("404", "405", visitor_post="405")],
    "account/profile/": [own("200", "400")],
    # Whose data it is nobody can say: tests/privacy/test_views.py looks at what is in it.
    "account/data/": [own("200", "200")],
    "account/me/": [alike("200")],
    "account/second-factor/": [own("403", "405", visitor_post="405")],
    "people/<int:pk>/": [alike("200", at="/people/{vera}/")],
    "account/logout/": [answers(visitor=("→ /", "→ /"), sam=("200", "→ /"))],
    "account/inactive/": [alike("200")],
    "account/signup/": [answers(visitor=("200", "200"), sam=("→ /account/", "→ /account/"))],
    "account/reauthenticate/": [own("403", "403")],
    "account/email/": [own("200", "→ /account/email/")],
    "account/password/change/": [own("→ /account/password/set/", "→ /account/password/set/")],
    "account/password/set/": [own("200", "200")],
    "account/password/reset/": [alike("200", "200")],
    "account/password/reset/complete/": [alike("→ /account/password/reset/", "→ /account/password/reset/")],
    "account/password/reset/done/": [alike("200")],
    "account/login/code/": [answers(visitor=("200", "200"), sam=("→ /account/", "→ /account/"))],
    "account/2fa/": [own("200", "405")],
    "account/2fa/authenticate/": [
        answers(visitor=("→ /account/login/", "→ /account/login/"), sam=("→ /account/", "→ /account/"))
    ],
    "account/2fa/reauthenticate/": [own("403", "403")],
    "account/2fa/totp/activate/": [own("200", "200")],
    "account/2fa/totp/deactivate/": [own("404", "404")],
    "account/2fa/recovery-codes/": [own("404", "405")],
    "account/2fa/recovery-codes/generate/": [own("200", "200")],
    "account/2fa/recovery-codes/download/": [own("404", "404")],
    "account/2fa/webauthn/": [own("200", "405")],
    "account/2fa/webauthn/add/": [own("200", "200")],
    "account/2fa/webauthn/reauthenticate/": [own("403", "403")],
    "account/2fa/webauthn/keys/<int:pk>/remove/": [
        own("404", "404", at="/account/2fa/webauthn/keys/{key}/remove/")
    ],
    "account/2fa/webauthn/keys/<int:pk>/edit/": [
        own("404", "404", at="/account/2fa/webauthn/keys/{key}/edit/")
    ],
    "account/2fa/webauthn/login/": [
        answers(visitor=("→ /account/login/", "→ /account/login/"), sam=("→ /account/", "→ /account/"))
    ],
    "account/3rdparty/login/cancelled/": [alike("200")],
    "account/3rdparty/login/error/": [alike("401")],
    "account/3rdparty/signup/": [alike("→ /account/login/", "→ /account/login/")],
    "account/3rdparty/": [own("200", "200")],
    "account/social/login/cancelled/": [
        alike("→ /account/3rdparty/login/cancelled/", "→ /account/3rdparty/login/cancelled/")
    ],
    "account/social/login/error/": [
        alike("→ /account/3rdparty/login/error/", "→ /account/3rdparty/login/error/")
    ],
    "account/social/signup/": [alike("→ /account/3rdparty/signup/", "→ /account/3rdparty/signup/")],
    "account/social/connections/": [alike("→ /account/3rdparty/", "→ /account/3rdparty/")],
    "account/sessions/": [own("200", "→ /account/sessions/")],
    "account/sessions/<int:pk>/end/": [
        answers(visitor=("405", "sign in"), sam=("405", "404"), at="/account/sessions/1000000/end/")
    ],
    "editing/debates/<int:pk>/rounds/<slug:round_>/": [
        own("404", "404", at="/editing/debates/{pk}/rounds/rebuttal/")
    ],
    "editing/debates/<int:pk>/moves/<slug:move>/": [
        own("404", "404", at="/editing/debates/{pk}/moves/close/")
    ],
    "editing/debates/new/": [own("404", "404")],
    "editing/debates/<int:pk>/": [own("404", "405", visitor_post="405", at="/editing/debates/{draft_pk}/")],
    "editing/debates/<int:pk>/details/": [own("404", "404", at="/editing/debates/{draft_pk}/details/")],
    "editing/debates/<int:pk>/delete/": [own("404", "404", at="/editing/debates/{draft_pk}/delete/")],
    "editing/debates/<int:pk>/positions/new/": [
        own("404", "404", at="/editing/debates/{draft_pk}/positions/new/")
    ],
    "editing/positions/<int:pk>/": [own("404", "404", at="/editing/positions/{position}/")],
    "editing/positions/<int:pk>/delete/": [own("404", "404", at="/editing/positions/{position}/delete/")],
    "editing/positions/<int:pk>/essays/new/": [
        own("404", "404", at="/editing/positions/{position}/essays/new/")
    ],
    "editing/essays/<int:pk>/": [own("404", "404", at="/editing/essays/{essay}/")],
    "editing/essays/<int:pk>/delete/": [own("404", "404", at="/editing/essays/{essay}/delete/")],
    "editing/contributors/new/": [own("404", "404")],
    "editing/contributors/<int:pk>/": [own("404", "404", at="/editing/contributors/{signer}/")],
    "editing/debates/<int:pk>/references/": [
        own("404", "405", visitor_post="405", at="/editing/debates/{draft_pk}/references/")
    ],
    "editing/debates/<int:pk>/references/new/": [
        own("404", "404", at="/editing/debates/{draft_pk}/references/new/")
    ],
    "editing/debates/<int:pk>/references/paste/": [
        own("404", "404", at="/editing/debates/{draft_pk}/references/paste/")
    ],
    "editing/debates/<int:pk>/references/look-up/": [
        answers(
            visitor=("405", "sign in"),
            sam=("405", "404"),
            at="/editing/debates/{draft_pk}/references/look-up/",
        )
    ],
    "editing/debates/<int:pk>/references/<int:reference>/": [
        own("404", "404", at="/editing/debates/{draft_pk}/references/{reference}/")
    ],
    "editing/debates/<int:pk>/references/<int:reference>/move/": [
        answers(
            visitor=("405", "sign in"),
            sam=("405", "404"),
            at="/editing/debates/{draft_pk}/references/{reference}/move/",
        )
    ],
    "editing/debates/<int:pk>/references/<int:reference>/delete/": [
        own("404", "404", at="/editing/debates/{draft_pk}/references/{reference}/delete/")
    ],
    "editing/debates/<int:pk>/images/": [
        own("404", "405", visitor_post="405", at="/editing/debates/{draft_pk}/images/")
    ],
    "editing/debates/<int:pk>/images/new/": [own("404", "404", at="/editing/debates/{draft_pk}/images/new/")],
    "editing/debates/<int:pk>/images/commons/": [
        answers(
            visitor=("405", "sign in"), sam=("405", "404"), at="/editing/debates/{draft_pk}/images/commons/"
        )
    ],
    "editing/debates/<int:pk>/images/<int:image>/": [
        own("404", "404", at="/editing/debates/{draft_pk}/images/{kept}/")
    ],
    "editing/debates/<int:pk>/images/<int:image>/lead/": [
        answers(
            visitor=("405", "sign in"),
            sam=("405", "404"),
            at="/editing/debates/{draft_pk}/images/{kept}/lead/",
        )
    ],
    "editing/debates/<int:pk>/images/<int:image>/remove/": [
        own("404", "404", at="/editing/debates/{draft_pk}/images/{kept}/remove/")
    ],
    "editing/essays/<int:pk>/invitations/": [own("404", "404", at="/editing/essays/{essay}/invitations/")],
    "editing/texts/<int:pk>/": [
        own("404", "404", at="/editing/texts/{text}/"),
        own("404", "404", at="/editing/texts/{public_text}/"),
    ],
    "editing/texts/<int:pk>/preview/": [
        answers(visitor=("405", "401"), sam=("405", "404"), at=f"/editing/texts/{{{name}}}/preview/")
        for name in ("text", "public_text")
    ],
    "editing/texts/<int:pk>/images/": [
        answers(visitor=("405", "401"), sam=("405", "404"), at=f"/editing/texts/{{{name}}}/images/")
        for name in ("text", "public_text")
    ],
    "editing/texts/<int:pk>/conflict/<int:number>/": [
        own("404", "404", at="/editing/texts/{public_text}/conflict/3/")
    ],
    "editing/texts/<int:pk>/history/": [
        own("404", "405", visitor_post="405", at="/editing/texts/{text}/history/"),
        own("404", "405", visitor_post="405", at="/editing/texts/{public_text}/history/"),
    ],
    "editing/texts/<int:pk>/history/<int:number>/": [
        own("404", "404", at="/editing/texts/{text}/history/1/"),
        own("404", "404", at="/editing/texts/{public_text}/history/1/"),
    ],
    "editing/texts/<int:pk>/change/": [own("404", "404", at="/editing/texts/{public_text}/change/")],
    "editing/invitations/<int:pk>/again/": [
        answers(visitor=("405", "sign in"), sam=("405", "404"), at="/editing/invitations/{invitation}/again/")
    ],
    "editing/invitations/<int:pk>/revoke/": [
        answers(
            visitor=("405", "sign in"), sam=("405", "404"), at="/editing/invitations/{invitation}/revoke/"
        )
    ],
    "editing/": [own("404", "405", visitor_post="405")],
    "editing/debates/": [own("404", "405", visitor_post="405")],
    "editing/debates/<int:pk>/states/": [
        own("404", "405", visitor_post="405", at="/editing/debates/{draft_pk}/states/")
    ],
    "editing/debates/<int:pk>/previews/": [own("404", "404", at="/editing/debates/{draft_pk}/previews/")],
    "editing/previews/<int:pk>/revoke/": [
        answers(visitor=("405", "sign in"), sam=("405", "404"), at="/editing/previews/{link}/revoke/")
    ],
    "editing/essays/<int:pk>/submit/": [own("404", "404", at="/editing/essays/{essay}/submit/")],
    "editing/essays/<int:pk>/return/": [own("404", "404", at="/editing/essays/{essay}/return/")],
    "editing/essays/<int:pk>/approve/": [own("404", "404", at="/editing/essays/{essay}/approve/")],
    "editing/essays/<int:pk>/ask/": [own("404", "404", at="/editing/essays/{essay}/ask/")],
    "editing/essays/<int:pk>/notes/": [own("404", "404", at="/editing/essays/{essay}/notes/")],
    "writing/": [own("404", "405", visitor_post="405")],
    "writing/essays/<int:pk>/": [own("404", "405", visitor_post="405", at="/writing/essays/{essay}/")],
    "writing/essays/<int:pk>/hand-in/": [own("404", "404", at="/writing/essays/{essay}/hand-in/")],
    "writing/essays/<int:pk>/approve/": [
        answers(visitor=("405", "sign in"), sam=("405", "404"), at="/writing/essays/{essay}/approve/")
    ],
    "writing/essays/<int:pk>/notes/": [own("404", "404", at="/writing/essays/{essay}/notes/")],
    "writing/notes/<int:pk>/settle/": [
        answers(visitor=("405", "sign in"), sam=("405", "404"), at="/writing/notes/{note}/settle/")
    ],
    "invitations/<int:pk>/<slug:token>/": [alike("404", "404", at="/invitations/{invitation}/guessed/")],
    "outbox/": [alike("404")],
    "outbox/test/": [alike("405", "404")],
    "outbox/<int:pk>/resend/": [alike("405", "404", at="/outbox/{message}/resend/")],
    "outbox/reports/": [alike("404", "404")],
    "outbox/stopped/": [alike("404")],
    "outbox/stopped/<int:pk>/lift/": [alike("405", "404", at="/outbox/stopped/1/lift/")],
    "outbox/files/": [alike("404")],
    "outbox/files/<slug:name>/": [alike("404", at="/outbox/files/{mail}/")],
    "outbox/files/<slug:name>/html/": [alike("404", at="/outbox/files/{mail}/html/")],
    "debates/<slug:slug>/ballot/": [
        own("200", "400", at="/debates/{debate}/ballot/"),
        alike("200", "400", at="/debates/{open_to_all}/ballot/"),
        alike("404", "404", at="/debates/{draft}/ballot/"),
    ],
    "debates/<slug:slug>/ballot/withdraw/": [
        *(
            answers(visitor=("405", "sign in"), sam=("405", f"→ /debates/{slug}/ballot/"), at=at)
            for slug, at in [
                ("should-the-harbour-be-dredged", "/debates/{debate}/ballot/withdraw/"),
                ("should-the-lighthouse-be-sold", "/debates/{open_to_all}/ballot/withdraw/"),
            ]
        ),
        alike("405", "404", at="/debates/{draft}/ballot/withdraw/"),
    ],
    "debates/<slug:slug>/ballot/claim/": [
        answers(
            visitor=("405", "sign in"),
            sam=("405", "→ /debates/should-the-lighthouse-be-sold/ballot/"),
            at="/debates/{open_to_all}/ballot/claim/",
        ),
        alike("405", "404", at="/debates/{draft}/ballot/claim/"),
    ],
    "debates/<slug:slug>/ballot/receipt/": [
        alike("200", "400", at="/debates/{debate}/ballot/receipt/"),
        alike("404", "404", at="/debates/{draft}/ballot/receipt/"),
    ],
    "debates/<slug:slug>/ballot/key/": [
        own("404", "404", at="/debates/{debate}/ballot/key/"),
        own("404", "404", at="/debates/{draft}/ballot/key/"),
    ],
    "debates/<slug:slug>/recount/": [
        alike("200", at="/debates/{debate}/recount/"),
        alike("404", at="/debates/{draft}/recount/"),
    ],
    "moderating/bursts/": [alike("404", "405")],
    "moderating/bursts/<int:pk>/": [alike("404", "404", at="/moderating/bursts/{burst}/")],
    "debates/<slug:slug>/ballot/results/": [
        alike("200", at="/debates/{debate}/ballot/results/"),
        alike("→ /debates/{over}/results/", at="/debates/{over}/ballot/results/"),
        alike("404", at="/debates/{draft}/ballot/results/"),
    ],
    # Of an open debate it is noted that somebody asked: tests/stances/test_results_page.py looks at that.
    "debates/<slug:slug>/ballot/results/show/": [
        alike("405", "→ /debates/{over}/ballot/results/", at="/debates/{over}/ballot/results/show/"),
        alike("405", "404", at="/debates/{draft}/ballot/results/show/"),
    ],
    "debates/<slug:slug>/results/": [
        alike("200", at="/debates/{over}/results/"),
        alike("→ /debates/{debate}/ballot/results/", at="/debates/{debate}/results/"),
        alike("404", at="/debates/{draft}/results/"),
    ],
    "debates/<slug:slug>/results.csv": [
        alike("200", at="/debates/{over}/results.csv"),
        alike("404", at="/debates/{debate}/results.csv"),
        alike("404", at="/debates/{draft}/results.csv"),
    ],
    "debates/<slug:slug>/comment/": [
        own("200", "400", at="/debates/{debate}/comment/"),
        own("404", "404", at="/debates/{draft}/comment/"),
    ],
    "debates/<slug:slug>/comments/me/": [
        own("200", "405", visitor_post="405", at="/debates/{debate}/comments/me/"),
        own("404", "405", visitor_post="405", at="/debates/{draft}/comments/me/"),
    ],
    "comments/preview/": [answers(visitor=("405", "403"), sam=("405", "200"))],
    "comments/<int:pk>/reply/": [
        own("200", "400", at="/comments/{comment}/reply/"),
        own("404", "404", at="/comments/{held}/reply/"),
    ],
    "comments/<int:pk>/edit/": [own("404", "404", at="/comments/{comment}/edit/")],
    "comments/<int:pk>/withdraw/": [own("404", "404", at="/comments/{comment}/withdraw/")],
    "comments/<int:pk>/hide-stance/": [own("404", "404", at="/comments/{comment}/hide-stance/")],
    "comments/<int:pk>/rate/": [
        own("200", "400", at="/comments/{comment}/rate/"),
        own("404", "404", at="/comments/{held}/rate/"),
    ],
    "comments/<int:pk>/pin/": [own("404", "404", at="/comments/{comment}/pin/")],
    "comments/<int:pk>/report/": [
        alike("200", "400", at="/comments/{comment}/report/"),
        alike("404", "404", at="/comments/{held}/report/"),
    ],
    "comments/<int:pk>/report/illegal/": [
        alike("200", "400", at="/comments/{comment}/report/illegal/"),
        alike("404", "404", at="/comments/{held}/report/illegal/"),
    ],
    "comments/<int:pk>/report/thanks/": [
        alike("200", at="/comments/{comment}/report/thanks/"),
        alike("404", at="/comments/{held}/report/thanks/"),
    ],
    "reports/<int:pk>/<slug:token>/": [alike("404", "404", at="/reports/{notice}/guessed/")],
    "account/reports/": [own("200", "405", visitor_post="405")],
    "account/reports/<int:pk>/": [own("404", "405", visitor_post="405", at="/account/reports/{notice}/")],
    "account/comments/": [own("200", "405", visitor_post="405")],
    "moderating/balance/": [alike("404", "405")],
    "moderating/balance/<slug:slug>/": [alike("404", "405", at="/moderating/balance/{debate}/")],
    "moderating/cases/<int:pk>/erase/": [alike("404", "404", at="/moderating/cases/{erasable}/erase/")],
    "moderating/comments/": [own("404", "405", visitor_post="405")],
    "moderating/comments/<int:pk>/": [own("404", "404", at="/moderating/comments/{pk}/")],
    "moderating/words/": [own("404", "404")],
    "moderating/words/<int:pk>/delete/": [
        answers(visitor=("405", "sign in"), sam=("405", "404"), at="/moderating/words/1/delete/")
    ],
    "moderating/": [alike("404", "405")],
    "moderating/<queue:queue>/": [alike("404", "405", at="/moderating/new/")],
    "moderating/<queue:queue>/reject/": [alike("405", "404", at="/moderating/new/reject/")],
    "moderating/keys/": [alike("405", "404")],
    "moderating/cases/<int:pk>/": [alike("404", "405", at="/moderating/cases/{case}/")],
    "moderating/cases/<int:pk>/decide/": [alike("405", "404", at="/moderating/cases/{case}/decide/")],
    "moderating/cases/<int:pk>/notes/": [alike("405", "404", at="/moderating/cases/{case}/notes/")],
    "moderating/decisions/<int:pk>/undo/": [alike("405", "404", at="/moderating/decisions/{decision}/undo/")],
    "subscribe/": [alike("200", "400")],
    "subscribe/asked/": [alike("200")],
    "subscribe/confirm/<int:pk>/<slug:token>/": [
        alike("404", "404", at="/subscribe/confirm/{wish}/guessed/"),
    ],
    "debates/<slug:slug>/follow/": [
        alike("200", "400", at="/debates/{debate}/follow/"),
        alike("404", "404", at="/debates/{draft}/follow/"),
    ],
    "comments/<int:pk>/follow/": [
        alike("200", "400", at="/comments/{comment}/follow/"),
        alike("404", "404", at="/comments/{held}/follow/"),
    ],
    "account/subscriptions/": [own("200", "400")],
    # That it stops what is Sam's own is looked at in tests/digests/test_preferences_views.py.
    "account/subscriptions/stop/": [
        answers(visitor=("405", "sign in"), sam=("405", "→ /account/subscriptions/"))
    ],
    "account/subscriptions/write-again/": [
        answers(visitor=("405", "sign in"), sam=("405", "→ /account/subscriptions/"))
    ],
    "preferences/<int:pk>/<slug:token>/write-again/": [
        alike("405", "404", at="/preferences/{subscriber}/guessed/write-again/")
    ],
    "preferences/<int:pk>/<slug:token>/": [alike("404", "404", at="/preferences/{subscriber}/guessed/")],
    "preferences/<int:pk>/<slug:token>/stop/": [
        alike("405", "404", at="/preferences/{subscriber}/guessed/stop/")
    ],
    "preferences/<int:pk>/<slug:token>/forget/": [
        alike("404", "404", at="/preferences/{subscriber}/guessed/forget/")
    ],
    "unsubscribe/<int:pk>/<slug:mailing_list>/<slug:token>/": [
        alike("404", "404", at="/unsubscribe/{subscriber}/new-debates/guessed/")
    ],
    "account/decisions/": [own("200", "405", visitor_post="405")],
    "account/decisions/<int:pk>/": [
        own("404", "405", visitor_post="405", at="/account/decisions/{decision}/")
    ],
    "account/decisions/<int:pk>/appeal/": [own("404", "404", at="/account/decisions/{decision}/appeal/")],
    "account/penalties/<int:pk>/": [
        own("404", "405", visitor_post="405", at="/account/penalties/{penalty}/")
    ],
    "account/penalties/<int:pk>/appeal/": [own("404", "404", at="/account/penalties/{penalty}/appeal/")],
    "notices/<int:pk>/<slug:token>/appeal/": [alike("404", "404", at="/notices/{notice}/guessed/appeal/")],
    "moderating/appeals/": [alike("404", "405")],
    "moderating/appeals/<int:pk>/": [alike("404", "404", at="/moderating/appeals/{appeal}/")],
    "moderating/penalties/": [alike("404", "405")],
    "moderating/penalties/<int:pk>/lift/": [alike("404", "404", at="/moderating/penalties/{penalty}/lift/")],
    "moderating/proposals/": [alike("404", "405")],
    "moderating/proposals/<int:pk>/": [alike("404", "404", at="/moderating/proposals/{proposal}/")],
    "moderating/desk/": [alike("404", "404")],
    "": [alike("200")],
    "debates/": [alike("200")],
    "debates/<slug:slug>/": [alike("200", at="/debates/{debate}/"), alike("404", at="/debates/{draft}/")],
    "debates/<slug:slug>/comments/": [
        alike("200", at="/debates/{debate}/comments/"),
        alike("404", at="/debates/{draft}/comments/"),
    ],
    "debates/<slug:slug>/corrections/": [
        alike("200", at="/debates/{debate}/corrections/"),
        alike("404", at="/debates/{draft}/corrections/"),
    ],
    "editing/suggestions/": [own("404", "405", visitor_post="405")],
    "editing/suggestions/<int:pk>/": [
        answers(visitor=("405", "sign in"), sam=("405", "404"), at="/editing/suggestions/{suggestion}/")
    ],
    "suggest/essays/<int:pk>/": [
        own("200", "400", at="/suggest/essays/{read}/"),
        own("404", "404", at="/suggest/essays/{essay}/"),
        own("404", "404", at="/suggest/essays/{hidden}/"),
    ],
    "suggest/essays/<int:pk>/thanks/": [
        own("200", "405", visitor_post="405", at="/suggest/essays/{read}/thanks/"),
        own("404", "405", visitor_post="405", at="/suggest/essays/{essay}/thanks/"),
    ],
    "debates/<slug:slug>/comments/order/": [
        alike("200", at="/debates/{debate}/comments/order/"),
        alike("404", at="/debates/{draft}/comments/order/"),
    ],
    "debates/<slug:slug>/comments/<int:pk>/": [
        alike("200", at="/debates/{debate}/comments/{comment}/"),
        alike("404", at="/debates/{draft}/comments/{comment}/"),
        alike("404", at="/debates/{debate}/comments/{held}/"),
    ],
    "debates/<slug:slug>/comments/<int:pk>/history/": [
        alike("200", at="/debates/{debate}/comments/{comment}/history/"),
        alike("404", at="/debates/{draft}/comments/{comment}/history/"),
        alike("404", at="/debates/{debate}/comments/{held}/history/"),
    ],
    "debates/<slug:slug>/<slug:position>/": [
        alike("200", at="/debates/{debate}/side-1/"),
        alike("404", at="/debates/{draft}/side-1/"),
    ],
    "debates/<slug:slug>/<slug:position>/<slug:round_>/": [
        alike("404", at="/debates/{debate}/side-1/rebuttal/")
    ],
    "contributors/<slug:slug>/": [alike("200", at="/contributors/{contributor}/")],
    "topics/": [alike("200")],
    "topics/<slug:slug>/": [alike("200", at="/topics/ports/")],
    "rules/": [alike("200")],
    "rules/versions/<int:number>/": [
        alike("200", at="/rules/versions/1/"),
        alike("404", at="/rules/versions/7/"),
    ],
    "transparency/": [alike("200")],
    "transparency/<int:year>/": [
        alike("200", at="/transparency/{year}/"),
        alike("404", at="/transparency/2019/"),
    ],
    "transparency/<int:year>.csv": [alike("200", at="/transparency/{year}.csv")],
    "imprint/": [alike("200")],
    "privacy/": [alike("200")],
    "feed.atom": [alike("200")],
    "sitemap.xml": [alike("200")],
    "robots.txt": [alike("200")],
    "preview/<int:pk>/": [alike("404", at="/preview/{draft_pk}/")],
    "preview/<int:pk>/page/": [alike("404", at="/preview/{draft_pk}/page/")],
    "preview/<int:pk>/page/<slug:position>/": [alike("404", at="/preview/{draft_pk}/page/side-1/")],
    "preview/<int:pk>/page/<slug:position>/<slug:round_>/": [
        alike("404", at="/preview/{draft_pk}/page/side-1/rebuttal/")
    ],
    "preview/<int:pk>/<slug:token>/": [alike("404", at="/preview/{draft_pk}/guessed/")],
    "preview/<int:pk>/<slug:token>/<slug:position>/": [
        alike("404", at="/preview/{draft_pk}/guessed/side-1/")
    ],
    "preview/<int:pk>/<slug:token>/<slug:position>/<slug:round_>/": [
        alike("404", at="/preview/{draft_pk}/guessed/side-1/rebuttal/")
    ],
}

LOGIN = "→ /admin/login/"
IN_ADMINISTRATION = {
    "admin/login/": answers(visitor=("sign in", "sign in"), sam=("403", "403")),
    "admin/logout/": alike("→ /admin/", "→ /admin/"),
}
"""What the administration answers elsewhere than at its other addresses, which all lead to its sign-in."""


@pytest.fixture
def ids(ed: User) -> dict[str, Any]:
    """Answer rows of others, at which the addresses of the table point."""
    debate = make_debate(ed)
    draft = make_draft(ed, "Should the quay be widened?")
    hidden = make_essay(
        ed, debate.positions.get(order=1), "A reply that nobody has seen yet.", Round.REBUTTAL
    )
    read = text_of(debate, 1).essay
    assert read is not None
    reference = make_reference(ed, draft)
    topic = actions.save_topic(topic=Topic(name="Ports", slug="ports"), by=ed)
    debate.topics.set([topic])
    vera = make_user("Vera", about="I count birds.")
    mail = mail_files.write(mail_files.folder(), b"Subject: Your code\n\nSecret.\n")
    invitation = make_invitation(ed, Essay.objects.filter(position__debate=draft)[0], now=timezone.now())
    image = make_image(ed)
    draft.images.add(image)
    comment = written(debate, pk=1000)
    case = case_of(comment, timezone.now())
    written(debate, pk=1001, visibility="held", was_public=False)
    judged = decided(case, None, Measure.APPROVE, now=timezone.now())
    wanted = wish(subscriber(), Thing.about(debate))
    return {
        **moderated_of(debate, vera),
        "erasable": case.pk,
        "year": judged.at.year,
        "case": case.pk,
        "subscriber": wanted.subscriber_id,
        "wish": wanted.pk,
        "comment": 1000,
        "held": 1001,
        "debate": debate.slug,
        "draft": draft.slug,
        "open_to_all": make_debate(ed, question="Should the lighthouse be sold?", visitors_vote=True).slug,
        "over": make_debate(ed, Status.CLOSED, question="Should the cinema be saved?").slug,
        "pk": debate.pk,
        "draft_pk": draft.pk,
        "text": text_of(draft, 1).pk,
        "public_text": text_of(debate, 1).pk,
        "essay": invitation.essay_id,
        "position": invitation.essay.position_id,
        "signer": invitation.essay.contributor_id,
        "read": read.pk,
        "hidden": hidden.pk,
        "suggestion": make_suggestion(vera, read).pk,
        "note": actions.add_note(essay=invitation.essay, number=1, body="Why?", by=ed, now=timezone.now()).pk,
        "link": actions.make_preview_link(debate=draft, label="A friend", by=ed, now=timezone.now()).pk,
        "contributor": Contributor.objects.order_by("pk")[0].slug,
        "vera": vera.pk,
        "key": Authenticator.objects.create(user=vera, type="webauthn", data={"name": "Vera's"}).pk,
        "invitation": invitation.pk,
        "message": Message.objects.filter(kind="invitation").get().pk,
        "mail": mail.stem,
        "image": image.renditions[0].name,
        "kept": image.pk,
        "reference": reference.pk,
        "burst": make_burst(debate).pk,
    }


def told(response: HttpResponse) -> str:
    """Answer what a response amounts to."""
    if response.status_code not in (301, 302):
        return str(response.status_code)
    path, _mark, query = response["Location"].partition("?")
    if path == "/account/login/" and query.startswith("next="):
        return "sign in"
    return f"→ {path}"


def asked(address: str, user: User | None) -> tuple[str, str]:
    """Answer what the address tells this person by GET and by POST."""
    heard = []
    # From a place of its own: how often one place may try an address is looked at elsewhere.
    place = str(IPv4Address(0x0A000000 | crc32(address.encode()) & 0xFFFFFF))
    for method, data in (
        ("get", {}),
        ("post", {"note": "x", "name": "Mine", "post": "yes", "role": "editor"}),
    ):
        client = Client(REMOTE_ADDR=place)
        if user:
            client.force_login(user)
        response = getattr(client, method)(address, data)
        heard.append(told(response))
        if response.streaming:
            response.getvalue()  # to its end, where the file is closed
    return heard[0], heard[1]


def expected(answer: tuple[str, str], ids: dict[str, Any]) -> tuple[str, str]:
    """Answer what the table expects, the names in it filled in."""
    get, post = (text.format_map(ids) for text in answer)
    return get, post


def rows() -> Any:
    """Answer everything that a stranger could have changed."""
    people = accounts()
    for person in people["accounts.User"]:
        del person["last_login"]  # the test signs Sam in
    others = Subscription.objects.exclude(subscriber__user__email="sam@example.org")
    wanted = [*Subscriber.objects.filter(user=None).values(), *others.values()]
    return everything(), people, [*Message.objects.values()], poll(), moderated(), wanted


def test_every_address_is_named_here() -> None:
    ours = {route for route in routes() if not route.startswith(ADMINISTRATION)}
    assert ours == set(TABLE)


def test_strangers_are_told_what_the_table_says_and_change_nothing(ids: dict[str, Any], sam: User) -> None:
    # Without a password nobody is asked for it again: what Sam is told is about whose page it is.
    sam.set_unusable_password()
    sam.save()
    before = rows()
    for route, lines in TABLE.items():
        for line in lines:
            address = (line.at or f"/{route}").format_map(ids)
            heard = (route, asked(address, None), asked(address, sam))
            assert heard == (route, expected(line.visitor, ids), expected(line.sam, ids))
            assert (route, rows()) == (route, before)


def test_strangers_find_every_door_of_the_administration_closed(ids: dict[str, Any], sam: User) -> None:
    before = rows()
    walked = [route for route in dict.fromkeys(routes()) if route.startswith(ADMINISTRATION)]
    assert len(walked) > 6 * len(admin.site._registry)
    for route in walked:
        address = re.sub(r"<[^>]*>", str(ids["pk"]), f"/{route}")
        address = re.sub(r"\^?\(\?P<(\w+)>[^)]*\)(/?)\$", r"publishing\2", address)
        line = IN_ADMINISTRATION.get(route, alike(LOGIN, LOGIN))
        heard = (route, asked(address, None), asked(address, sam))
        assert heard == (route, line.visitor, line.sam)
    assert rows() == before


def test_no_position_can_take_the_address_of_a_page_of_its_debate() -> None:
    pages = {found[1] for route in routes() if (found := re.match(r"debates/<slug:slug>/([\w-]+)/", route))}
    assert {"ballot", "comment", "comments", "recount", "results"} <= pages <= RESERVED_SLUGS
