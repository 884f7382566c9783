from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class SiteConfig(AppConfig):
    """The top of the house: settings, URLs, the worker and the commands that start them."""

    name = "config"
    verbose_name = "Site"


class AdministrationConfig(admin_apps.AdminConfig):
    """Django's administration, on a site of our own."""

    default = False
    default_site = "config.administration.Administration"
