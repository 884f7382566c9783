"""Every address of the site."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from config import health

handler400 = "debates.reading.errors.bad_request"
handler403 = "debates.reading.errors.forbidden"
handler404 = "debates.reading.errors.not_found"
handler429 = "accounts.views.too_many_requests"
handler500 = "debates.reading.errors.server_error"

admin.site.site_header = admin.site.site_title = settings.SITE.name

urlpatterns = [
    path("admin/", admin.site.urls),
    path("health/", health.alive, name="alive"),
    path("health/ready/", health.ready, name="ready"),
    path("media/", include("debates.media.urls")),
    *i18n_patterns(
        # What crowds send comes first: addresses are tried in turn. And before the pages of positions, whose
        # addresses look like these.
        path("", include("debates.stances.urls")),
        path("", include("debates.comments.urls")),
        path("", include("accounts.urls")),
        path("account/", include("allauth.urls")),
        path("", include("debates.publishing.urls")),
        path("outbox/", include("debates.outbox.urls")),
        path("", include("debates.moderation.urls")),
        path("", include("debates.digests.urls")),
        path("", include("debates.privacy.urls")),
        path("", include("debates.reading.urls")),
        prefix_default_language=False,
    ),
]
