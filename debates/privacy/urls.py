"""Where somebody downloads what is kept about them."""

from django.urls import path

from debates.privacy import views

app_name = "privacy"

urlpatterns = [path("account/data/", views.data, name="data")]
