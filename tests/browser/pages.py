"""Which pages there are to look at: read from the routes and the table of who enters where."""

from collections.abc import Iterator

from django.http import HttpResponse

from tests.guards.decisions import read_table
from tests.guards.network import Arguments, Network
from tests.guards.routes import all_routes

# Who shows most of a page comes first.
LOOKERS = ("owner", "administrator", "counselor", "anonymous")
# Pages that everybody sees, and that look different before one has signed in.
ALSO_BEFORE_SIGNING_IN = ("home", "tender", "tenders:list", "accounts:enterprise-list")


def pages(network: Network, language: str) -> Iterator[tuple[str, str]]:
    """Each page with a reader who is let in, grouped by reader."""
    table, arguments = read_table(), Arguments(network)
    wanted = [route for route in all_routes() if route.is_page]
    for looker in LOOKERS:
        for route in wanted:
            variant = table.variants(route.name)[0]
            let_in = [
                one for one in LOOKERS if table.expected(route.name, variant, "GET", one) == "ok"
            ]
            again = looker == "anonymous" and route.name in ALSO_BEFORE_SIGNING_IN
            if let_in[:1] == [looker] or again:
                values = arguments.of(route, variant)
                address = route.address(values, language=language)
                if is_shown(network.visitor(looker).get(address)):
                    yield looker, address


def is_shown(answer: HttpResponse) -> bool:
    """Whether a browser shows it: calendars, papers and other files are handed out instead."""
    return answer.headers["Content-Type"].startswith("text/html")
