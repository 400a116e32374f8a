"""Lists that take words, and what of their answer does not repeat the question."""

import re

from django.core.cache import cache

from tests.guards.routes import Route
from tests.guards.visitor import Visitor

TOKENS = re.compile(
    r'csrfmiddlewaretoken" value="\w+"|X-CSRFToken&quot;: ?&quot;\w+|"csrfToken": ?"\w+"'
    r"|\b[0-9a-f]{12}\b"  # the id of a request, on the page of a refusal
)

# Their words go through the index, where words that are spelled alike find each other.
THROUGH_THE_INDEX = ("tenders:list", "v1:tender-list")


def is_list(route: Route) -> bool:
    """Lists of pages and of the API: no row in the address, and not about the reader alone."""
    own = ("accounts:enterprise-new", "accounts:preferences", "accounts:inbox")
    is_account = route.name.startswith("account_") or route.name in own
    return not (route.parameters or route.is_admin or is_account) and route.name.endswith("list")


def searched(visitor: Visitor, address: str, words: str) -> tuple[int, str]:
    cache.clear()  # how often one may ask is another promise
    response = visitor.get(address, {"q": words, "search": words, "state": "all"})
    return response.status_code, TOKENS.sub("", response.content.decode().replace(words, "WORDS"))
