"""What any text that people type must be: visible, and on one line where it is a name."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# They turn the order of letters around, so that a name can pretend to be another one.
DIRECTION_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LINE_BREAKERS = frozenset({"Cc", "Cs", "Zl", "Zp"})


def is_control(letter: str) -> bool:
    return letter in DIRECTION_CONTROLS or unicodedata.category(letter) in LINE_BREAKERS


def validate_line(text: str) -> None:
    """A name goes into subjects of mails and into lists: a line break or a turned order lies."""
    if any(is_control(letter) for letter in text):
        raise ValidationError(
            _("Write this on one line, without invisible control characters."), code="control"
        )


def without_controls(text: str) -> str:
    """Prose as pasted, without what cannot be seen; line breaks and tabs stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in lines if letter in "\n\t" or not is_control(letter))
