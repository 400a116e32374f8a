"""Looking into a release, whose publishers agree on names better than on types.

A value that is absent or null is a void: asking it gives "" or nothing, and so does asking further
inside it. A value of a type that cannot stand in its place is a `BadRecord` naming the path.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from tenders.sources import fields
from tenders.sources.base import UNREADABLE, BadRecord, RawRecord
from tenders.sources.fields import LINE_LIMIT

_AMOUNT_LIMIT = Decimal("1e15")


# Not frozen: some eighty are made for each release, and freezing them costs twice the time.
@dataclass(slots=True)
class Node:
    """A value in a release and the path to it."""

    value: Any
    path: str = ""

    def __getitem__(self, name: str) -> "Node":
        """What stands under a name."""
        path = f"{self.path}.{name}" if self.path else name
        if self.value is None or self.value == [] or self.value == "":
            return Node(None, path)
        if not isinstance(self.value, dict):
            raise BadRecord(self.path, "is no object")
        return Node(self.value.get(name), path)

    def __bool__(self) -> bool:
        return self.value not in (None, "", [], {})

    def raw(self) -> str:
        """The text as published; a number is as good as its digits."""
        value = self.value
        if isinstance(value, str):
            return value
        if value is None:
            return ""
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, float):
            return f"{value:.0f}" if value.is_integer() else str(value)
        return fields.raw_text({self.path: value}, self.path)

    def line(self, *, limit: int = LINE_LIMIT) -> str:
        """Plain words on one line."""
        text = self.raw()
        return fields.tidy(text, self.path, limit=limit) if text else ""

    def cut_line(self, *, limit: int = LINE_LIMIT) -> str:
        """The same, cut where it is longer: for labels, of which the beginning tells enough."""
        text = fields.tidy(self.raw()[: fields.RAW_LIMIT], self.path, limit=10**6)
        return text if len(text) <= limit else text[: limit - 1] + "…"

    def each(self) -> Iterator["Node"]:
        """The objects of a list; one object alone is taken for a list of one."""
        value = self.value
        if not value:
            return
        if isinstance(value, dict):
            yield self
            return
        if not isinstance(value, list):
            raise BadRecord(self.path, "is no list")
        for number, item in enumerate(value):
            if item is not None:
                yield Node(item, f"{self.path}[{number}]")

    def words(self) -> list[str]:
        """The texts of a list, or the only one where there is no list."""
        value = self.value if isinstance(self.value, list) else [self.value]
        return [text for item in value if (text := Node(item, self.path).line(limit=200))]

    def money(self) -> tuple[Decimal | None, str]:
        """A sum and its currency. Zero, and what is no sum at all, say that none is stated."""
        value = self["amount"].value
        currency = fields.currency({"currency": self["currency"].value or ""}, "currency")
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            return None, ""
        try:
            amount = Decimal(str(value).strip())
        except InvalidOperation:
            return None, ""
        if not amount.is_finite() or not 0 < amount < _AMOUNT_LIMIT:
            return None, ""
        return amount, currency

    def first_of(self, *names: str) -> "Node":
        """What stands under the first of these names that holds something."""
        for name in names:
            if found := self[name]:
                return found
        return Node(None, self.path)


def root(record: RawRecord) -> Node:
    """A whole release; raises BadRecord where it is none."""
    if UNREADABLE in record:
        raise BadRecord("record", "is no release")
    return Node(record)
