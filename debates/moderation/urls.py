"""The addresses of moderation."""

from django.urls import URLPattern, path

from debates.moderation.views import reporting

app_name = "moderation"

urlpatterns: list[URLPattern] = [
    path("comments/<int:pk>/report/", reporting.report, name="report"),
    path("comments/<int:pk>/report/illegal/", reporting.report_illegal, name="report_illegal"),
    path("comments/<int:pk>/report/thanks/", reporting.thanks, name="thanks"),
    path("reports/<int:pk>/<slug:token>/", reporting.notice, name="notice"),
    path("account/reports/", reporting.own_notices, name="own_notices"),
    path("account/reports/<int:pk>/", reporting.own_notice, name="own_notice"),
]
