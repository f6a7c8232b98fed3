from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "tasks_app.web"
    label = "web"
    verbose_name = _("Dashboard")
