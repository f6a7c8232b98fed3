"""The addresses of the whole site; /healthz and /metrics are among the web's."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("tasks_app.api.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("tasks_app.web.urls")),
]
