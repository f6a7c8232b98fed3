"""Addresses that stand in mails."""

from django.urls import path

from tasks_app.web.views import mail

urlpatterns = [path("mail/<str:token>/", mail.mail_action, name="mail_action")]
