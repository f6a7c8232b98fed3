from django.db import migrations, models


class Migration(migrations.Migration):
    """For the question that the planner asks each minute: who has been given a mailbox."""

    dependencies = [("reminders", "0002_default_rules")]

    operations = [
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(
                fields=["recipient"],
                condition=models.Q(("reason", "no_mailbox")),
                name="reminder_no_mailbox",
            ),
        ),
    ]
