"""Names that mean units, collectives, people or nobody; former names; units that were merged."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0001_initial"),
    ]

    operations = [
        # Aliases of units become names that may mean other things as well; no row is lost.
        migrations.RenameModel("UnitAlias", "KnownName"),
        migrations.CreateModel(
            name="Collective",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("kind", "all active units of a kind"),
                            ("list", "a list of units"),
                            ("role", "people by role and position"),
                            ("body", "a list of people"),
                            ("in_charge", "the leaders in charge of the units named beside it"),
                        ],
                        default="list",
                        max_length=10,
                        verbose_name="who belongs to it",
                    ),
                ),
                (
                    "unit_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("county", "county leadership"),
                            ("office", "office or bureau"),
                            ("township", "township or subdistrict"),
                            ("village", "village or community"),
                            ("enterprise", "enterprise or institution"),
                            ("other", "other"),
                        ],
                        max_length=12,
                        verbose_name="kind of unit",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("supervisor", "supervisor"),
                            ("leader", "leader"),
                            ("head", "head of unit"),
                            ("officer", "officer"),
                            ("auditor", "auditor"),
                            ("outsider", "outsider"),
                        ],
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                (
                    "position_words",
                    models.CharField(
                        blank=True,
                        help_text="People count whose position contains one of these words, with commas between. Empty: any position.",
                        max_length=120,
                        verbose_name="words of the position",
                    ),
                ),
                (
                    "share",
                    models.CharField(
                        choices=[
                            ("person", "each person answers in person"),
                            ("units", "the units in the portfolio of each person"),
                        ],
                        default="person",
                        max_length=8,
                        verbose_name="who gets a share",
                    ),
                ),
                ("order", models.PositiveIntegerField(default=100, verbose_name="order")),
                ("active", models.BooleanField(default=True, verbose_name="in force")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
            ],
            options={
                "verbose_name": "collective",
                "verbose_name_plural": "collectives",
                "ordering": ["order", "pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="knownname",
            options={
                "ordering": ["name"],
                "verbose_name": "name in documents",
                "verbose_name_plural": "names in documents",
            },
        ),
        migrations.AddField(
            model_name="knownname",
            name="former",
            field=models.BooleanField(default=False, verbose_name="former name"),
        ),
        migrations.AddField(
            model_name="knownname",
            name="meaning",
            field=models.CharField(
                choices=[
                    ("unit", "a unit"),
                    ("units", "several units"),
                    ("collective", "a collective"),
                    ("person", "a person"),
                    ("nobody", "no owner: the name is passed over"),
                ],
                default="unit",
                max_length=12,
                verbose_name="what it means",
            ),
        ),
        migrations.AddField(
            model_name="knownname",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="knownname",
            name="remembered_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="remembered"),
        ),
        migrations.AddField(
            model_name="knownname",
            name="remembered_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="remembered by",
            ),
        ),
        migrations.AddField(
            model_name="knownname",
            name="units",
            field=models.ManyToManyField(
                blank=True, related_name="+", to="org.unit", verbose_name="several units"
            ),
        ),
        migrations.AddField(
            model_name="knownname",
            name="used_from",
            field=models.DateField(blank=True, null=True, verbose_name="used from"),
        ),
        migrations.AddField(
            model_name="knownname",
            name="used_until",
            field=models.DateField(blank=True, null=True, verbose_name="used until"),
        ),
        migrations.AddField(
            model_name="unit",
            name="merged_on",
            field=models.DateField(blank=True, null=True, verbose_name="merged on"),
        ),
        migrations.AddField(
            model_name="unit",
            name="successor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="predecessors",
                to="org.unit",
                verbose_name="merged into",
            ),
        ),
        migrations.AlterField(
            model_name="knownname",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="aliases",
                to="org.unit",
                verbose_name="unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(("successor__isnull", True), ("active", False), _connector="OR"),
                name="unit_merged_is_inactive",
                violation_error_message="A unit that was merged into another one is not active.",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("successor__isnull", True),
                    models.Q(("successor", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="unit_not_its_own_successor",
                violation_error_message="A unit cannot be merged into itself.",
            ),
        ),
        migrations.AddField(
            model_name="collective",
            name="except_units",
            field=models.ManyToManyField(
                blank=True, related_name="+", to="org.unit", verbose_name="never these units"
            ),
        ),
        migrations.AddField(
            model_name="collective",
            name="people",
            field=models.ManyToManyField(
                blank=True, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="people"
            ),
        ),
        migrations.AddField(
            model_name="collective",
            name="units",
            field=models.ManyToManyField(blank=True, related_name="+", to="org.unit", verbose_name="units"),
        ),
        migrations.AddField(
            model_name="knownname",
            name="collective",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="names",
                to="org.collective",
                verbose_name="collective",
            ),
        ),
        migrations.AddConstraint(
            model_name="knownname",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("collective__isnull", True),
                        ("meaning", "unit"),
                        ("person__isnull", True),
                        ("unit__isnull", False),
                    ),
                    models.Q(
                        ("collective__isnull", False),
                        ("meaning", "collective"),
                        ("person__isnull", True),
                        ("unit__isnull", True),
                    ),
                    models.Q(
                        ("collective__isnull", True),
                        ("meaning", "person"),
                        ("person__isnull", False),
                        ("unit__isnull", True),
                    ),
                    models.Q(
                        ("collective__isnull", True),
                        ("meaning__in", ["units", "nobody"]),
                        ("person__isnull", True),
                        ("unit__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="known_name_means_one_thing",
                violation_error_message="Say what the name means: exactly one unit, collective or person.",
            ),
        ),
        migrations.AddConstraint(
            model_name="knownname",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("used_from__isnull", True),
                    ("used_until__isnull", True),
                    ("used_until__gte", models.F("used_from")),
                    _connector="OR",
                ),
                name="known_name_dates_in_order",
                violation_error_message="“Used until” lies before “used from”.",
            ),
        ),
        migrations.AddConstraint(
            model_name="collective",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("rule", "kind"), _negated=True),
                    models.Q(("unit_kind", ""), _negated=True),
                    _connector="OR",
                ),
                name="collective_kind_given",
                violation_error_message="Say which kind of units belongs to it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="collective",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("rule", "role"), _negated=True),
                    models.Q(("role", ""), _negated=True),
                    _connector="OR",
                ),
                name="collective_role_given",
                violation_error_message="Say which role its people have.",
            ),
        ),
    ]
