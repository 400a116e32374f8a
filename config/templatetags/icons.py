"""Icons, drawn once a process: drawing some twenty was a tenth of the time of a page."""

from functools import lru_cache

from django import template
from lucide.templatetags.lucide import lucide

register = template.Library()
LOOK = {"class": "icon", "aria_hidden": "true", "focusable": "false"}


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str) -> str:
    """The drawing of that name, hidden from readers of screens: the words beside it say it.

    Errors: lucide.IconDoesNotExist.
    """
    drawn: str = lucide(name, size=20, **LOOK)
    return drawn
