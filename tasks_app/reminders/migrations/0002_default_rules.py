"""The default rules of DESIGN §4.

Lead and each are reminded in full, supporters once, at -3. Being told that one's own share was issued, returned or given
more time is news, not a reminder, and goes to whoever has the share.
"""

from django.db import migrations

# code, trigger, offset, audience, immediate, for_support
RULES = (
    ("issued", "issued", 0, "workers", True, True),
    ("unacknowledged", "unacknowledged", 1, "workers", False, False),
    ("due-7", "due", -7, "workers", False, False),
    ("due-3", "due", -3, "workers", False, True),
    ("due-1", "due", -1, "workers", False, False),
    ("due-0", "due", 0, "workers", False, False),
    ("overdue", "overdue", 0, "workers", False, False),
    ("escalate-1", "escalation", 1, "heads", True, False),
    ("escalate-3", "escalation", 3, "leaders", True, False),
    ("escalate-7", "escalation", 7, "supervisors", True, False),
    ("returned", "returned", 0, "workers", True, True),
    ("extension", "extension", 0, "workers", True, True),
)


def seed(apps, schema_editor):
    rule_model = apps.get_model("reminders", "ReminderRule")
    for order, (code, trigger, offset, audience, immediate, for_support) in enumerate(RULES, start=1):
        rule_model.objects.get_or_create(
            code=code,
            defaults={
                "trigger": trigger,
                "offset": offset,
                "audience": audience,
                "immediate": immediate,
                "for_support": for_support,
                "order": order * 10,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("reminders", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
