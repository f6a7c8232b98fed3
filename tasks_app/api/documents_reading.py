"""From what was sent (text, or a file) to the arguments of `import_document`."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks_app.core.errors import Invalid
from tasks_app.documents.readers import check_size, read
from tasks_app.org.models import User


def text_of(user: User, file: Any, values: dict[str, Any]) -> dict[str, Any]:
    """The arguments with `text`, and with the file's name and bytes where a file was sent.

    Raises Invalid when both text and file were sent, or when the file cannot be read. Nobody but a supervisor has a
    file read at all: the service refuses them.
    """
    if file is None or not user.is_supervisor:
        return {"text": "", **values}
    if values.get("text", "").strip():
        raise Invalid(
            "documents.text_and_file",
            _("Send either a text or a file, not both."),
            fields={"file": [_("Either a text or a file.")]},
        )
    check_size(file.name, file.size)
    content = file.read()
    return {**values, "text": read(file.name, content).text, "file_name": file.name, "file_bytes": content}
