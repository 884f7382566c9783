"""The addresses of moderation."""

from django.urls import URLPattern, path

from debates.moderation.views import answering, appealing, own, own_desk, sanctions

app_name = "moderation"

urlpatterns: list[URLPattern] = [
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
