"""What a form holds already, so that a choice that is not usual is offered where it was made."""

from typing import Any

from django import forms


def chosen(form: forms.BaseForm, name: str) -> list[int]:
    """The numbers that were sent for a field, else those that it begins with."""
    field: Any = form.fields[name]
    if form.is_bound:
        given = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
    else:
        given = form.get_initial_for_field(field, name)
    numbers = given if isinstance(given, list | tuple) else [given]
    return [
        int(number)
        for number in map(str, numbers)
        if number.isascii() and number.isdigit() and len(number) < 12
    ]
