"""The addresses of moderation."""

from django.urls import URLPattern, path, register_converter

from debates.moderation.queues import Queue
from debates.moderation.views import (
    answering,
    appealing,
    balance,
    deciding,
    desk,
    erasure,
    own,
    own_desk,
    reporting,
    sanctions,
)

app_name = "moderation"


class QueueConverter:
    """A queue in an address: other rooms have pages of moderators, too."""

    regex = "|".join(Queue)

    def to_python(self, value: str) -> Queue:
        """Answer the queue."""
        return Queue(value)

    def to_url(self, value: Queue) -> str:
        """Answer how an address names it."""
        return str(value)


register_converter(QueueConverter, "queue")

urlpatterns: list[URLPattern] = [
    path("moderating/", desk.home, name="home"),
    path("moderating/<queue:queue>/", desk.queue, name="queue"),
    path("moderating/<queue:queue>/reject/", deciding.bulk, name="bulk"),
    path("moderating/keys/", desk.keys, name="keys"),
    path("moderating/cases/<int:pk>/", desk.case, name="case"),
    path("moderating/cases/<int:pk>/decide/", deciding.decide, name="decide"),
    path("moderating/cases/<int:pk>/notes/", desk.note, name="note"),
    path("moderating/decisions/<int:pk>/undo/", deciding.undo, name="undo"),
    path("comments/<int:pk>/report/", reporting.report, name="report"),
    path("comments/<int:pk>/report/illegal/", reporting.report_illegal, name="report_illegal"),
    path("comments/<int:pk>/report/thanks/", reporting.thanks, name="thanks"),
    path("reports/<int:pk>/<slug:token>/", reporting.notice, name="notice"),
    path("account/reports/", reporting.own_notices, name="own_notices"),
    path("account/reports/<int:pk>/", reporting.own_notice, name="own_notice"),
    path("moderating/balance/", balance.balance, name="balance"),
    path("moderating/balance/<slug:slug>/", balance.debate_balance, name="debate_balance"),
    path("moderating/cases/<int:pk>/erase/", erasure.erase, name="erase"),
    # What was decided about oneself, appeals against it, and how moderators answer.
    path("account/decisions/", own.decisions, name="decisions"),
    path("account/decisions/<int:pk>/", own.statement, name="statement"),
    path("account/decisions/<int:pk>/appeal/", appealing.appeal_decision, name="appeal_decision"),
    path("account/penalties/<int:pk>/", own.penalty, name="penalty"),
    path("account/penalties/<int:pk>/appeal/", appealing.appeal_penalty, name="appeal_penalty"),
    path("notices/<int:pk>/<slug:token>/appeal/", appealing.appeal_notice, name="appeal_notice"),
    path("moderating/appeals/", answering.appeals, name="appeals"),
    path("moderating/appeals/<int:pk>/", answering.appeal, name="appeal"),
    path("moderating/penalties/", sanctions.penalties, name="penalties"),
    path("moderating/penalties/<int:pk>/lift/", sanctions.lift, name="lift"),
    path("moderating/proposals/", sanctions.proposals, name="proposals"),
    path("moderating/proposals/<int:pk>/", sanctions.proposal, name="proposal"),
    path("moderating/desk/", own_desk.desk, name="desk"),
]
