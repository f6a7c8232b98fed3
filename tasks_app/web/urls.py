"""Addresses of the pages (namespace `web`)."""

from django.contrib.auth.views import LogoutView
from django.urls import include, path

from tasks_app.web.views import account, actions, desk, items, ledger, mailbox, ops, overview, reminders

app_name = "web"

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("desk/", desk.desk_page, name="desk"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("items/new/", items.item_new, name="item_new"),
    path("items/<int:pk>/", items.item, name="item"),
    path("items/<int:pk>/edit/", items.item_edit, name="item_edit"),
    path("items/<int:pk>/issue/", items.item_issue, name="item_issue"),
    path("assignments/<int:pk>/report/", actions.report, name="report"),
    path("assignments/<int:pk>/extension/", actions.extension_request, name="extension_request"),
    path("assignments/<int:pk>/handler/", actions.handler, name="assignment_handler"),
    path("assignments/<int:pk>/<slug:action>/", actions.assignment_action, name="assignment_action"),
    path("extensions/<int:pk>/decide/", actions.extension_decide, name="extension_decide"),
    path("evidence/<int:pk>/", items.evidence, name="evidence"),
    path("inbox/", mailbox.inbox, name="inbox"),
    path("inbox/<int:pk>/", mailbox.message, name="message"),
    path("reminders/", reminders.reminders, name="reminders"),
    path("reminders/<int:pk>/resend/", reminders.resend_reminder, name="reminder_resend"),
    path("login/", account.Login.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("language/", account.language, name="language"),
    path("favicon.ico", ops.favicon, name="favicon"),
    path("healthz", ops.healthz, name="healthz"),
    path("metrics", ops.metrics, name="metrics"),
    path("", include("tasks_app.web.document_urls")),
    path("", include("tasks_app.web.mail_urls")),
    path("", include("tasks_app.web.name_urls")),
]
