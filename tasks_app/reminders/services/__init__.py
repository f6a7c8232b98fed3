"""The only writers of rules and reminders: plan, compose, resend, change_rule."""

from tasks_app.reminders.services.composing import Composed, compose
from tasks_app.reminders.services.office import change_rule, resend
from tasks_app.reminders.services.planning import Planned, plan

__all__ = ["Composed", "Planned", "change_rule", "compose", "plan", "resend"]
