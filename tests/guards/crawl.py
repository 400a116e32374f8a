"""All that one reader can be shown: every page, API answer and admin page, in every language."""

from collections.abc import Iterator

from django.conf import settings

from tests.guards.decisions import read_table
from tests.guards.network import Arguments, Network
from tests.guards.routes import Route, all_routes

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
# One page for many rows: the first is enough where the rows are countries or sectors.
MANY_LABELS = ("inner", "open", "hidden", "secret", "elsewhere")
ADMIN_LANGUAGE = ("en",)


def addresses(
    network: Network, *, languages: tuple[str, ...] = LANGUAGES
) -> Iterator[tuple[Route, str]]:
    """Every address that a reader may type, for every row that it may name."""
    arguments = Arguments(network)
    for route in all_routes():
        spoken = languages if route.is_page else ADMIN_LANGUAGE
        for values in rows_for(route, arguments):
            for language in spoken:
                yield route, route.address(values, language=language)


def one_address_each(
    network: Network, *, languages: tuple[str, ...] = ADMIN_LANGUAGE
) -> Iterator[tuple[Route, str]]:
    """Every route once, for what does not depend on the row."""
    arguments = Arguments(network)
    for route in all_routes():
        for language in languages if route.is_page else ADMIN_LANGUAGE:
            yield route, route.address(arguments.of(route), language=language)


def rows_for(route: Route, arguments: Arguments) -> list[dict[str, object]]:
    """One set of arguments for each row of the network that the route can be about."""
    if route.is_admin:
        return arguments.every_admin_row(route)
    if "pk" not in route.parameters:
        return [arguments.of(route)]
    variants = [*read_table().variants(route.name), *MANY_LABELS]
    known = [label for label in dict.fromkeys(variants) if arguments.knows(route.name, label)]
    return [arguments.of(route, label) for label in known]
