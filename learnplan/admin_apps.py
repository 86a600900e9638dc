"""Tells Django which admin site is ours; apart from it, because this is read before any table is known."""

from django.contrib.admin.apps import AdminConfig


class SiteConfig(AdminConfig):
    default_site = "learnplan.admin_site.Site"
