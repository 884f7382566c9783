"""The operators' addresses, and those of the mail files of an embedded site."""

from django.urls import path

from debates.outbox import views

app_name = "outbox"

urlpatterns = [
    path("", views.operators, name="operators"),
    path("test/", views.send_test, name="send_test"),
    path("<int:pk>/resend/", views.resend, name="resend"),
    path("reports/", views.reports, name="reports"),
    path("stopped/", views.stopped, name="stopped"),
    path("stopped/<int:pk>/lift/", views.lift, name="lift"),
    path("files/", views.files, name="files"),
    path("files/<slug:name>/", views.file, name="file"),
    path("files/<slug:name>/html/", views.file_html, name="file_html"),
]
