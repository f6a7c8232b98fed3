"""Addresses of names, collectives and leaders; included in the namespace `web`."""

from django.urls import path, register_converter

from tasks_app.org.models import Portfolio
from tasks_app.web.views import names


class PortfolioKind:
    """portfolio or area."""

    regex = "|".join(Portfolio.Kind.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PortfolioKind, "portfolio_kind")

urlpatterns = [
    path("names/", names.names, name="names"),
    path("names/new/", names.name_new, name="name_new"),
    path("names/<int:pk>/", names.name_edit, name="name_edit"),
    path("names/<int:pk>/forget/", names.name_forget, name="name_forget"),
    path("names/undo/<int:sequence>/", names.name_undo, name="name_undo"),
    path("collectives/", names.collectives, name="collectives"),
    path("collectives/new/", names.collective_edit, name="collective_new"),
    path("collectives/<int:pk>/", names.collective_edit, name="collective_edit"),
    path("leaders/", names.leaders, name="leaders"),
    path("leaders/<int:leader>/<portfolio_kind:kind>/", names.portfolio_edit, name="portfolio_new"),
    path("leaders/<int:leader>/<portfolio_kind:kind>/<int:pk>/", names.portfolio_edit, name="portfolio_edit"),
    path("leaders/portfolio/<int:pk>/drop/", names.portfolio_drop, name="portfolio_drop"),
    path("measures/<int:pk>/alias/", names.measure_alias, name="measure_alias"),
]
