"""The addresses of the API, version 1."""

from django.urls import URLPattern, URLResolver, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from rest_framework.routers import DefaultRouter

from tasks_app.api.auth import TokenView
from tasks_app.api.documents import DocumentViewSet, MeasureViewSet
from tasks_app.api.naming import CollectiveViewSet, NameViewSet, PortfolioViewSet
from tasks_app.api.org import UnitViewSet, UserViewSet
from tasks_app.api.progress import EvidenceViewSet, ReportViewSet
from tasks_app.api.reminders import MessageViewSet, ReminderViewSet
from tasks_app.api.stats import StatsView
from tasks_app.api.work import AssignmentViewSet, ExtensionViewSet, ItemViewSet

app_name = "api"

router = DefaultRouter()
router.include_format_suffixes = False
router.register("documents", DocumentViewSet, "document")
router.register("measures", MeasureViewSet, "measure")
router.register("items", ItemViewSet, "item")
router.register("assignments", AssignmentViewSet, "assignment")
router.register("reports", ReportViewSet, "report")
router.register("evidence", EvidenceViewSet, "evidence")
router.register("extensions", ExtensionViewSet, "extension")
router.register("units", UnitViewSet, "unit")
router.register("users", UserViewSet, "user")
router.register("names", NameViewSet, "name")
router.register("collectives", CollectiveViewSet, "collective")
router.register("portfolios", PortfolioViewSet, "portfolio")
router.register("reminders", ReminderViewSet, "reminder")
router.register("messages", MessageViewSet, "message")

urlpatterns: list[URLPattern | URLResolver] = [
    path("token/", TokenView.as_view(), name="token"),
    path("stats/", StatsView.as_view(), name="stats"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="api:schema"), name="docs"),
    *router.urls,
]
