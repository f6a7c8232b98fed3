"""Shares that are addressed to a person of the unit; which collectives an item's owners came from."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("work", "0003_kept_items"),
        ("org", "0002_names_and_collectives"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="workitem",
            name="came_from",
            field=models.JSONField(blank=True, default=list, editable=False, verbose_name="collectives"),
        ),
        migrations.AddField(
            model_name="assignment",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="own_shares",
                to=settings.AUTH_USER_MODEL,
                verbose_name="in person",
            ),
        ),
        migrations.RemoveConstraint(model_name="assignment", name="assignment_unit_once"),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", True)),
                fields=("item", "unit"),
                name="assignment_unit_once",
                violation_error_message="This unit already has a share of this item.",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", False)),
                fields=("item", "person"),
                name="assignment_person_once",
                violation_error_message="This person already has a share of this item.",
            ),
        ),
    ]
