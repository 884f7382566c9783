"""The public addresses."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path
from django.views.decorators.http import require_safe

from debates.reading import views
from debates.reading.feeds import feed
from debates.reading.public import public_page
from debates.reading.sitemaps import SITEMAPS
from debates.reading.views import previews, rules, transparency

app_name = "reading"

urlpatterns = [
    path("", views.home, name="home"),
    path("debates/", views.archive, name="archive"),
    path("debates/<slug:slug>/", views.debate, name="debate"),
    path("debates/<slug:slug>/corrections/", views.corrections, name="corrections"),
    path("debates/<slug:slug>/recount/", views.recount, name="recount"),
    path("debates/<slug:slug>/results/", views.results, name="results"),
    path("debates/<slug:slug>/results.csv", views.results_csv, name="results_csv"),
    path("debates/<slug:slug>/comments/", views.comments, name="comments"),
    path("debates/<slug:slug>/comments/order/", views.comment_order, name="comment_order"),
    path("debates/<slug:slug>/comments/<int:pk>/", views.thread, name="thread"),
    path("debates/<slug:slug>/comments/<int:pk>/history/", views.comment_history, name="comment_history"),
    path("debates/<slug:slug>/<slug:position>/", views.essay, name="essay"),
    path("debates/<slug:slug>/<slug:position>/<slug:round_>/", views.essay, name="essay"),
    path("contributors/<slug:slug>/", views.contributor, name="contributor"),
    path("topics/", views.topics, name="topics"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("imprint/", views.imprint, name="imprint"),
    path("privacy/", views.privacy, name="privacy"),
    path("rules/", rules.rules, name="rules"),
    path("rules/versions/<int:number>/", rules.rules_version, name="rules_version"),
    path("transparency/", transparency.report, name="transparency"),
    path("transparency/<int:year>/", transparency.report, name="transparency"),
    path("transparency/<int:year>.csv", transparency.report_csv, name="transparency_csv"),
    path("feed.atom", feed, name="feed"),
    path("sitemap.xml", require_safe(public_page(sitemap)), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("preview/<int:pk>/", previews.preview, name="preview"),
    path("preview/<int:pk>/page/", previews.preview_page, name="preview_page"),
    path("preview/<int:pk>/page/<slug:position>/", previews.preview_page, name="preview_page"),
    path("preview/<int:pk>/page/<slug:position>/<slug:round_>/", previews.preview_page, name="preview_page"),
    path("preview/<int:pk>/<slug:token>/", previews.shared_preview, name="shared_preview"),
    path("preview/<int:pk>/<slug:token>/<slug:position>/", previews.shared_preview, name="shared_preview"),
    path(
        "preview/<int:pk>/<slug:token>/<slug:position>/<slug:round_>/",
        previews.shared_preview,
        name="shared_preview",
    ),
]
