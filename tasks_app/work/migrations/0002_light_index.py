from django.db import migrations, models


class Migration(migrations.Migration):
    """The index by state and deadline gets everything that a light is derived from."""

    dependencies = [("work", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="assignment", name="assignment_state_deadline"),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                fields=["state", "deadline", "original_deadline", "issued_at", "unit", "id"],
                name="assignment_lit",
            ),
        ),
    ]
