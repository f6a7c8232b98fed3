"""The rules that suggest the kind of work, and those that an office starts with."""

from decimal import Decimal

import django.core.validators
from django.db import migrations, models

import tasks_app.documents.words

# kind, weight, words, note: the defaults of the engine when this was written; later changes of them do not reach here.
RULES = (
    (
        "rectification",
        "2",
        (
            "整改", "销号", "立行立改", "立查立改", "反馈问题",
        ),
        "",
    ),
    (
        "rectification",
        "1",
        (
            "专项整治", "集中整治", "排查整治", "专项治理", "隐患排查", "回头看", "问题清单", "举一反三",
        ),
        "",
    ),
    (
        "responsibility",
        "2",
        (
            "主体责任", "第一责任人", "一岗双责", "全面从严治党", "管党治党", "党风廉政建设责任制", "党建责任制", "党建工作责任制",
        ),
        "",
    ),
    (
        "responsibility",
        "1",
        (
            "压实责任", "责任落实", "责任体系", "领导责任", "监督责任", "述职", "抓党建", "党建工作", "党的建设", "党风廉政建设",
        ),
        "",
    ),
    (
        "grassroots",
        "2",
        (
            "基层党组织", "村党组织", "社区党组织", "党组织标准化", "支部标准化", "村集体经济", "村级集体经济", "软弱涣散", "“两委”", "基层党建",
            "发展党员",
        ),
        "",
    ),
    (
        "grassroots",
        "1",
        (
            "党支部", "支部建", "党的组织", "驻村", "第一书记", "党员教育", "党群服务中心", "网格化", "网格员", "基层治理", "党建引领",
            "社区报到", "双报到", "党组织书记",
        ),
        "",
    ),
    (
        "discipline",
        "2",
        (
            "八项规定", "“四风”", "四风问题", "政治监督", "巡察", "违纪", "警示教育", "廉政谈话", "违规吃喝", "廉政风险", "纪律处分",
        ),
        "",
    ),
    (
        "discipline",
        "1",
        (
            "监督检查", "纪律", "党纪", "执纪", "依纪", "廉政", "廉洁", "追责", "问责", "约谈提醒", "提醒谈话", "腐败", "形式主义",
            "官僚主义", "审计", "作风建设", "纪法",
        ),
        "",
    ),
    (
        "study",
        "2",
        (
            "党内政治生活", "民主生活会", "组织生活会", "理论中心组", "理论学习", "主题教育", "主题党日", "三会一课", "党课", "民主评议党员",
            "党性教育", "党性修养", "思想建设",
        ),
        "",
    ),
    (
        "study",
        "1",
        (
            "学习", "党员培训", "党员干部培训", "党员教育培训", "干部教育培训", "党务干部培训", "党员轮训", "干部轮训", "读书班", "理论宣讲",
            "理论武装", "武装头脑", "民主评议", "研讨", "跟进学", "书记轮训",
        ),
        "",
    ),
    (
        "ideology",
        "2",
        (
            "意识形态", "核心价值观", "精神文明建设", "宣传思想", "理想信念",
        ),
        "",
    ),
    (
        "ideology",
        "1",
        (
            "舆情", "舆论", "新闻宣传", "正面宣传", "理论宣传", "主题宣传", "宣传阵地", "思想阵地", "文化阵地", "精神文明", "网络安全",
        ),
        "",
    ),
    (
        "activity",
        "1",
        (
            "活动", "庆祝", "走访慰问", "志愿服务", "文化节", "艺术节", "竞赛", "展演", "招聘会", "展销", "纪念日",
        ),
        "",
    ),
    (
        "other",
        "0",
        (
            "审计局", "审计厅", "审计署", "审计部门", "审计机关", "学习用品", "学习环境", "学习借鉴", "停工整改", "安全监督检查", "执法监督检查",
            "质量监督检查", "经济活动", "生产活动", "经营活动", "建设活动", "违法活动", "犯罪活动", "违法犯罪活动", "非法活动", "作业活动",
            "人类活动", "用火活动", "活动场所", "活动中心", "活动室", "活动板房", "违规活动",
        ),
        "这些词不说明事项类别，例如审计局不等于审计。",
    ),
)  # fmt: skip


def seed(apps, schema_editor):
    rule_model = apps.get_model("documents", "KindRule")
    rule_model.objects.using(schema_editor.connection.alias).bulk_create(
        rule_model(kind=kind, weight=Decimal(weight), words="\n".join(words), note=note, order=number * 10)
        for number, (kind, weight, words, note) in enumerate(RULES, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="KindRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("responsibility", "responsibility implementation"),
                            ("grassroots", "grassroots organisation"),
                            ("discipline", "discipline check"),
                            ("study", "study and party life"),
                            ("ideology", "ideology"),
                            ("activity", "activity"),
                            ("rectification", "rectification"),
                            ("other", "other work"),
                        ],
                        max_length=16,
                        verbose_name="kind of work",
                    ),
                ),
                (
                    "words",
                    models.TextField(
                        help_text="One word a line, or with commas between them. They are looked for exactly as written.",
                        max_length=4000,
                        validators=[tasks_app.documents.words.validate_words],
                        verbose_name="words",
                    ),
                ),
                (
                    "weight",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("1"),
                        help_text="Counts for every word found; the kind with the greatest sum is suggested. 0: says nothing.",
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="weight",
                    ),
                ),
                (
                    "order",
                    models.PositiveSmallIntegerField(
                        default=100,
                        help_text="A word that two rules name counts for the first of them.",
                        verbose_name="order",
                    ),
                ),
                ("enabled", models.BooleanField(default=True, verbose_name="in force")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
            ],
            options={
                "verbose_name": "rule for the kind of work",
                "verbose_name_plural": "rules for the kind of work",
                "ordering": ["order", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("weight__gte", 0), ("weight__lte", 10)),
                        name="kind_rule_weight",
                        violation_error_message="The weight lies between 0 and 10.",
                    )
                ],
            },
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
