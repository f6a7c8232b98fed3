"""What can become of an assignment: each plot writes its steps into the timeline, so that every state and light occurs."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from tasks_app.bench.demo.files import evidence
from tasks_app.bench.demo.timeline import Timeline
from tasks_app.org.models import User
from tasks_app.progress.services import report, submit
from tasks_app.work.lifecycle import Action
from tasks_app.work.models import Assignment
from tasks_app.work.services import decide_extension, request_extension, set_handler, transition

STARTED = (
    "已召开专题会议研究部署，明确了分管领导和责任股室，制定了工作方案和任务清单。",
    "已完成前期摸底，建立了工作台账，正按清单逐项推进。",
    "已组建工作专班，到一线实地查看，对发现的问题现场交办。",
)
ADVANCED = (
    "各项措施正按计划推进，已完成总任务量的一半以上，剩余部分已排出时间表。",
    "第一阶段任务已完成，转入集中攻坚阶段，每周调度一次进度。",
    "已完成主体工作，正在查漏补缺、完善资料。",
)
DONE = (
    "任务已全部完成，经自查达到要求，相关资料已整理归档，申请销号。",
    "已按要求完成并形成长效机制，群众反映良好，申请审核。",
)
PROBLEMS = (
    "专项资金拨付进度偏慢，影响后续采购。",
    "部分点位施工受天气影响，进度略有滞后。",
    "涉及多部门数据，需要进一步协调。",
)
NEXT_STEPS = ("加强统筹调度，确保按期完成。", "对照清单逐项销号，巩固工作成果。", "倒排工期，增派人手。")


@dataclass
class Share:
    """One assignment in the story: who acts on it, when it was issued, when it is due (working days from today)."""

    pk: int
    number: int
    unit: str
    officer: User
    reviewer: User
    supervisor: User
    issued: int
    due: int | None
    line: Timeline

    @property
    def clock(self) -> str:
        """A time of day of this share's own, so that not everybody acts at the same minute."""
        return f"{9 + self.number % 3:02d}:{10 + self.number * 7 % 48:02d}"

    def row(self) -> Assignment:
        return Assignment.objects.select_related("item", "unit").get(pk=self.pk)

    def act(self, day: int, who: User, action: str, reason: str = "", clock: str = "") -> None:
        self.line.add(
            day,
            clock or self.clock,
            lambda at: transition(user=who, assignment=self.row(), action=action, at=at, reason=reason),
        )

    def acknowledge(self) -> None:
        """In the afternoon of the day of issue, or, one in five, the morning after."""
        late = self.number % 5 == 0
        clock = self.clock if late else f"{14 + self.number % 3}:{10 + self.number * 7 % 48:02d}"
        self.act(self.issued + late, self.officer, Action.ACKNOWLEDGE, clock=clock)
        if self.number % 4 == 0:
            self.line.add(
                self.issued + 1,
                "15:40",
                lambda at: set_handler(user=self.officer, assignment=self.row(), handler=self.officer, at=at),
            )

    def report(self, day: int, percent: int, *, files: bool = False) -> None:
        pool = DONE if percent == 100 else ADVANCED if percent >= 40 else STARTED
        text = pool[self.number % len(pool)]
        trouble = PROBLEMS[self.number % len(PROBLEMS)] if self.number % 2 and percent < 100 else ""

        def step(at: dt.datetime) -> None:
            report(
                user=self.officer,
                assignment=self.row(),
                percent=percent,
                text=text,
                at=at,
                problems=trouble,
                next_step="" if percent == 100 else NEXT_STEPS[self.number % len(NEXT_STEPS)],
                files=evidence(self.number, self.unit) if files else (),
            )

        self.line.add(day, "14:30", step)

    def submit(self, day: int) -> None:
        """Report the end with files, and submit."""
        self.report(day, 100, files=True)
        self.line.add(day, "15:20", lambda at: submit(user=self.officer, assignment=self.row(), at=at))

    def ask(self, day: int, until: int, reason: str) -> None:
        new = self.line.day(until)
        self.line.add(
            day,
            "11:00",
            lambda at: request_extension(
                user=self.officer, assignment=self.row(), new_deadline=new, reason=reason, at=at
            ),
        )

    def decide(self, day: int, *, grant: bool, note: str) -> None:
        self.line.add(
            day,
            "16:00",
            lambda at: decide_extension(
                user=self.reviewer,
                request=self.row().extensions.pending().get(),
                grant=grant,
                note=note,
                at=at,
            ),
        )

    def between(self, first: int, last: int) -> int:
        """A day in the middle, at least one after `first` and never later than yesterday."""
        return min(max(first + 1, (first + last) // 2), -1)


def waiting(share: Share) -> None:
    """Issued and not acknowledged."""


def acknowledged(share: Share) -> None:
    share.acknowledge()


def under_way(share: Share) -> None:
    share.acknowledge()
    share.report(share.between(share.issued + 1, -1), 20)
    if share.number % 2:
        share.report(-1, 40 + share.number % 4 * 10)


def overdue(share: Share) -> None:
    """In progress; with a due date in the past it has become overdue by itself."""
    share.acknowledge()
    share.report(share.between(share.issued + 1, -3), 30)


def in_review(share: Share) -> None:
    share.acknowledge()
    share.submit(-1 if share.number % 2 else -2)


def closed(share: Share) -> None:
    """Done in time where there was time, and approved the day after."""
    share.acknowledge()
    last = min(share.due if share.due is not None else -2, -2)
    share.report(share.between(share.issued + 1, last), 50)
    share.submit(max(last, share.issued + 2))
    share.act(max(last, share.issued + 2) + 1, share.reviewer, Action.APPROVE)


def closed_after_return(share: Share) -> None:
    share.acknowledge()
    share.submit(-7)
    share.act(-6, share.reviewer, Action.RETURN, "佐证材料不完整，请补充验收记录和照片后重新提交。")
    share.report(-4, 100, files=False)
    share.line.add(-4, "16:10", lambda at: submit(user=share.officer, assignment=share.row(), at=at))
    share.act(-3, share.reviewer, Action.APPROVE)


def returned(share: Share) -> None:
    share.acknowledge()
    share.submit(-3)
    share.act(-2, share.reviewer, Action.RETURN, "完成数量与台账不一致，请核实后重新上报。")


def extended(share: Share) -> None:
    """More time was asked for before the deadline and granted."""
    assert share.due is not None
    share.acknowledge()
    share.report(share.between(share.issued + 1, share.due - 4), 40)
    share.ask(share.due - 3, 15, "受持续阴雨天气影响，室外作业无法按期完成，申请延期。")
    share.decide(share.due - 2, grant=True, note="情况属实，同意延期，请抓紧推进。")


def extension_pending(share: Share) -> None:
    share.acknowledge()
    share.report(-3, 55)
    share.ask(-1, max(share.due or 0, 0) + 12, "招标公告期未满，预计推迟两周完成，申请延期。")


def extension_refused(share: Share) -> None:
    assert share.due is not None
    share.acknowledge()
    share.report(share.between(share.issued + 1, share.due - 3), 30)
    share.ask(share.due - 2, 10, "人手不足，申请延期。")
    share.decide(share.due - 1, grant=False, note="理由不充分，请按原定时限完成。")


def suspended(share: Share) -> None:
    share.acknowledge()
    share.report(share.between(share.issued + 1, -6), 20)
    share.act(-5, share.supervisor, Action.SUSPEND, "等待上级专项资金下达，暂缓推进。")


def cancelled(share: Share) -> None:
    share.acknowledge()
    share.act(-8, share.supervisor, Action.CANCEL, "与另一督办事项内容重复，合并办理。")


Plot = Callable[[Share], None]
# For work that is due already, due within seven working days, and due later; taken in turn.
PAST: tuple[Plot, ...] = (closed, overdue, returned, closed, overdue, in_review)
NEAR: tuple[Plot, ...] = (under_way, extension_pending, in_review, acknowledged, closed)
LATER: tuple[Plot, ...] = (under_way, closed, acknowledged, under_way, in_review, closed, under_way)
# Where the text gives no date, the supervision office sets one: working days from today (None: long-term), and the plot.
UNDATED: tuple[tuple[int | None, Plot], ...] = (
    (-4, extended),
    (25, under_way),
    (None, under_way),
    (18, suspended),
    (28, waiting),
    (-2, extension_refused),
    (14, cancelled),
    (-5, closed_after_return),
    (35, acknowledged),
    (5, extension_pending),
    (11, in_review),
    (40, under_way),
    (-10, overdue),
    (-3, closed),
)
