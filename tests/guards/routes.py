"""Every address that Puente answers, read from the URL configuration."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import override

IN_PATH = re.compile(r"<\w+:(\w+)>")


@dataclass(frozen=True)
class Route:
    """One address pattern. Patterns without a name are called by the pattern itself."""

    name: str
    parameters: tuple[str, ...]
    is_named: bool

    @property
    def is_admin(self) -> bool:
        return self.name.startswith(("admin:", "/admin/"))

    @property
    def is_api(self) -> bool:
        return self.name.startswith("v1:")

    @property
    def is_page(self) -> bool:
        """Under a language, for people."""
        machine = ("live", "ready", "/favicon.ico")
        return not (self.is_admin or self.is_api or self.name in machine)

    def address(self, arguments: Mapping[str, object], *, language: str = "en") -> str:
        if not self.is_named:
            pattern = self.name.removesuffix("$").replace("(?P<url>.*)", "<url>")
            for name, value in arguments.items():
                pattern = pattern.replace(f"<path:{name}>", str(value))
                pattern = pattern.replace(f"<{name}>", str(value))
            return pattern
        with override(language):
            return reverse(self.name, kwargs=dict(arguments))


def all_routes() -> list[Route]:
    with override("en"):
        found = {route.name: route for route in walk(get_resolver())}
    return [found[name] for name in sorted(found)]


def walk(resolver: URLResolver, *, namespace: str = "", before: str = "/") -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = before + str(entry.pattern).removeprefix("^")
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from walk(entry, namespace=inner, before=pattern)
        else:
            yield route_of(entry, namespace, pattern)


def route_of(entry: URLPattern, namespace: str, pattern: str) -> Route:
    name = f"{namespace}{entry.name}" if entry.name else pattern
    parameters = tuple(entry.pattern.regex.groupindex)
    inherited = tuple(part for part in ("url",) if f"<{part}>" in pattern)
    # A key may stand in the part that several routes share, such as keys/<int:pk>/.
    shared = tuple(part for part in IN_PATH.findall(pattern) if part not in parameters)
    names = (*shared, *parameters) if entry.name else parameters
    return Route(name, names or inherited, is_named=bool(entry.name))
