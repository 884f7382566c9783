from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The top of the house: settings, URLs, the worker and the commands that start them."""

    name = "config"
    verbose_name = "Site"
