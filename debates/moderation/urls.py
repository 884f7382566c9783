"""The addresses of moderation."""

from django.urls import URLPattern, path

from debates.moderation.views import balance, erasure, reporting

app_name = "moderation"

urlpatterns: list[URLPattern] = [
    path("comments/<int:pk>/report/", reporting.report, name="report"),
    path("comments/<int:pk>/report/illegal/", reporting.report_illegal, name="report_illegal"),
    path("comments/<int:pk>/report/thanks/", reporting.thanks, name="thanks"),
    path("reports/<int:pk>/<slug:token>/", reporting.notice, name="notice"),
    path("account/reports/", reporting.own_notices, name="own_notices"),
    path("account/reports/<int:pk>/", reporting.own_notice, name="own_notice"),
    path("moderating/balance/", balance.balance, name="balance"),
    path("moderating/balance/<slug:slug>/", balance.debate_balance, name="debate_balance"),
    path("moderating/cases/<int:pk>/erase/", erasure.erase, name="erase"),
]
