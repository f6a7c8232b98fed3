"""The collectives that an office starts with. They were rules in the program before; now the office keeps them itself.

The wordings with 全县各, 所有, 全体 and with 党委, 政府 behind need no rows: they are told from these (org.wording).
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# name, rule, kind of unit, role, order, other names
COLLECTIVES = (
    (
        "各乡镇",
        "kind",
        "township",
        "",
        10,
        (
            "各镇街", "各乡镇街道", "各乡镇（街道）", "各乡镇、街道", "各镇（街道）", "各乡（镇、街道）", "各街道", "各乡（镇）", "各镇",
            "各乡",
        ),
    ),
    ("各村", "kind", "village", "", 20, ("各社区", "各村（社区）", "各村、社区", "各行政村", "各村居")),
    (
        "县直各部门",
        "kind",
        "office",
        "",
        30,
        (
            "各部门", "各单位", "各委办局", "各机关", "各县直部门", "各县直单位", "各县级部门", "各职能部门", "各责任单位", "各部门单位",
        ),
    ),
    ("县级领导", "role", "", "leader", 40, ("各县级领导", "县领导", "各位县领导")),
    ("分管领导", "in_charge", "", "", 50, ("分管县领导", "县分管领导", "分管副县长", "县政府分管领导", "县政府分管副县长")),
)  # fmt: skip


def add(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Add those of which the name is not taken: what an office has said before stays as it is."""
    known_names = apps.get_model("org", "KnownName")
    units = apps.get_model("org", "Unit")
    taken = set(known_names.objects.values_list("name", flat=True))
    for unit in units.objects.filter(active=True):
        taken |= {unit.name, unit.short_name}
    for name, rule, kind, role, order, others in COLLECTIVES:
        if name in taken:
            continue
        row = apps.get_model("org", "Collective").objects.create(
            name=name, rule=rule, unit_kind=kind, role=role, order=order
        )
        for other in (name, *others):
            if other not in taken:
                taken.add(other)
                known_names.objects.create(name=other, meaning="collective", collective=row)


class Migration(migrations.Migration):
    dependencies = [("org", "0002_names_and_collectives")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
