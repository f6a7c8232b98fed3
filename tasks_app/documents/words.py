"""Lists of words as the office writes them into a rule: one a line, or with commas between them."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

WORD_LENGTH = 30
_BETWEEN = re.compile(r"[\n\r\t、，,；;]")
# What a person writes who expects patterns; no name of an office or a duty holds these.
_PATTERN_SIGNS = re.compile(r"[*?|\\^$\[\]{}+]")


def split_words(text: str) -> tuple[str, ...]:
    """The words of the list without blanks around them, each once, in order; () for a blank text."""
    found = (" ".join(part.split()) for part in _BETWEEN.split(text))
    return tuple(dict.fromkeys(word for word in found if word))


def validate_words(text: str) -> None:
    """Raise ValidationError, naming the word, for a list that cannot be looked for.

    That is: an empty one, a word without a letter or of one character, one that is too long, a pattern instead of a word.
    """
    words = split_words(text)
    if not words:
        raise ValidationError(_("Give at least one word."), code="no_words")
    for word in words:
        signs = _PATTERN_SIGNS.search(word)
        if signs:
            raise ValidationError(
                _(
                    "“%(word)s” holds “%(sign)s”: words are looked for exactly as written, patterns are not understood."
                ),
                code="pattern",
                params={"word": word, "sign": signs.group()},
            )
        if not any(sign.isalnum() for sign in word) or len(word) < 2:
            raise ValidationError(
                _("“%(word)s” is too short: give words of at least two characters."),
                code="short_word",
                params={"word": word},
            )
        if len(word) > WORD_LENGTH:
            raise ValidationError(
                _(
                    "“%(word)s…” is too long: a word has at most %(limit)d characters. Put one word on each line."
                ),
                code="long_word",
                params={"word": word[:WORD_LENGTH], "limit": WORD_LENGTH},
            )
