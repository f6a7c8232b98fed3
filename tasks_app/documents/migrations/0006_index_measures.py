"""The sentences that are stored already are compared as new ones are."""

from django.db import migrations

from tasks_app.documents.duplicates import Tables, rebuild


def compare_all(apps, schema_editor):
    rebuild(
        Tables(
            measure=apps.get_model("documents", "Measure"),
            sign=apps.get_model("documents", "MeasureSign"),
            pair=apps.get_model("documents", "LikelyPair"),
            document=apps.get_model("documents", "SourceDocument"),
        )
    )


class Migration(migrations.Migration):
    dependencies = [("documents", "0005_likely_duplicates")]

    operations = [migrations.RunPython(compare_all, migrations.RunPython.noop)]
