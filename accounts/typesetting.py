"""Pages as PDF, where the extra `pdf` is installed; elsewhere they are printed by the browser.

What people wrote goes into the typesetter as data, so that nothing in it is taken for markup.
"""

import json
from importlib import import_module
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

try:
    typst: Any = import_module("typst")
except ImportError:  # the extra is not installed
    typst = None


class NoTypesetter(Exception):
    """This installation makes no PDF; the page is printed from the browser."""


def typeset(form: Path, facts: dict[str, Any]) -> bytes:
    """The PDF that a form makes of these facts, in the reader's language. Raises NoTypesetter."""
    if typst is None:
        raise NoTypesetter
    language = (get_language() or "en").split("-")[0]
    made: bytes = typst.compile(
        str(form),
        format="pdf",
        sys_inputs={"facts": json.dumps({**facts, "language": language})},
    )
    return made
