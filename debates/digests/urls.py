"""The addresses of subscriptions."""

from django.urls import path

from debates.digests.views import preferences, preview, subscribing, unsubscribing

app_name = "digests"

urlpatterns = [
    path("subscribe/", subscribing.new_debates, name="subscribe"),
    path("subscribe/asked/", subscribing.asked, name="asked"),
    path("subscribe/confirm/<int:pk>/<slug:token>/", subscribing.confirm, name="confirm"),
    path("debates/<slug:slug>/follow/", subscribing.follow, name="follow"),
    path("comments/<int:pk>/follow/", subscribing.follow_thread, name="follow_thread"),
    path("account/subscriptions/", preferences.own, name="subscriptions"),
    path("account/subscriptions/stop/", preferences.stop_own, name="stop_own"),
    path("account/subscriptions/write-again/", preferences.write_again_own, name="write_again_own"),
    path("account/subscriptions/preview/", preview.preview, name="preview"),
    path("account/subscriptions/preview/mail/", preview.preview_mail, name="preview_mail"),
    path("preferences/<int:pk>/<slug:token>/", preferences.linked, name="preferences"),
    path("preferences/<int:pk>/<slug:token>/stop/", preferences.stop, name="stop"),
    path("preferences/<int:pk>/<slug:token>/write-again/", preferences.write_again, name="write_again"),
    path("preferences/<int:pk>/<slug:token>/forget/", preferences.forget, name="forget"),
    path(
        "unsubscribe/<int:pk>/<slug:mailing_list>/<slug:token>/",
        unsubscribing.unsubscribe,
        name="unsubscribe",
    ),
]
