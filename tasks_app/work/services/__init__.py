"""The only writers of items, assignments and extensions. One mutation, one function, one transaction (DESIGN §3)."""

from tasks_app.work.services.drafts import (
    confirm_measure,
    create_item,
    dismiss_measure,
    edit_item,
    reset_measure,
)
from tasks_app.work.services.duplicates import (
    Answer,
    answer_duplicates,
    answer_same,
    ask_again,
    call_different,
)
from tasks_app.work.services.extensions import decide_extension, request_extension
from tasks_app.work.services.issuing import Problem, issue_document, issue_item, issue_problems, item_problems
from tasks_app.work.services.reshaping import merge_measures, split_measure, unmark_measure
from tasks_app.work.services.transitions import set_handler, set_percent, transition
from tasks_app.work.services.versions import cancel_left, carry_over, keep_left

__all__ = [
    "Answer",
    "Problem",
    "answer_duplicates",
    "answer_same",
    "ask_again",
    "call_different",
    "cancel_left",
    "carry_over",
    "confirm_measure",
    "create_item",
    "decide_extension",
    "dismiss_measure",
    "edit_item",
    "issue_document",
    "issue_item",
    "issue_problems",
    "item_problems",
    "keep_left",
    "merge_measures",
    "request_extension",
    "reset_measure",
    "set_handler",
    "set_percent",
    "split_measure",
    "transition",
    "unmark_measure",
]
