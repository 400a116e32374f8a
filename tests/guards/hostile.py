"""What nobody types by mistake, and the forms and parameters into which it is put."""

from dataclasses import dataclass

from lxml import html

TOO_LARGE = 2**63
VALUES = (
    "a\x00b",
    "\ud800",
    "\u202eevil\u2066",
    "' UNION SELECT 1 --",
    "%s %(x)s {0.__class__} {{7*7}} {% now %}",
    "x" * 10_000,
    "9" * 5_000,
    str(TOO_LARGE),
    "-1",
    "NaN",
    "²",
    "\r\nX-Injected: 1",
    "[]",
)
# The worst of them, for one field at a time.
WORST = ("a\x00b", str(TOO_LARGE))


@dataclass(frozen=True)
class Form:
    """A form as it stands on a page, with the values that it would send."""

    address: str
    method: str
    values: tuple[tuple[str, str], ...]

    @property
    def names(self) -> list[str]:
        hidden = ("csrfmiddlewaretoken",)
        return [
            name for name in dict.fromkeys(name for name, _ in self.values) if name not in hidden
        ]

    @property
    def kinds(self) -> list[str]:
        """One name for each kind of field: offer0-title speaks for offer1-title."""
        kinds = {"".join(x for x in name if not x.isdigit()): name for name in self.names}
        return list(kinds.values())

    def with_all(self, value: str) -> dict[str, object]:
        return dict.fromkeys(self.names, value)

    def with_one(self, changed: str, value: str) -> dict[str, object]:
        sent: dict[str, object] = {}
        for name, own in self.values:
            sent[name] = [*sent.get(name, []), own]  # type: ignore[misc]
        return {**sent, changed: value}


def forms_of(page: bytes, address: str) -> list[Form]:
    """Every form of a page; a choice without a chosen value counts with an empty one."""
    if not page.strip():
        return []
    document = html.fromstring(page)
    return [form_of(form, address) for form in document.xpath("//form")]


def form_of(form: html.FormElement, address: str) -> Form:
    sent = [(name, str(value)) for name, value in form.form_values()]
    known = {name for name, _ in sent}
    rest = [(field.name, "") for field in form.inputs if field.name and field.name not in known]
    buttons = [
        (button.get("name"), button.get("value") or "")
        for button in form.xpath(".//button[@name]")
        if button.get("name") not in known
    ]
    # Buttons say what is to be done instead of saving: as one more field they are tried alone.
    values = (*sent, *rest, *buttons)
    return Form((form.get("action") or address), (form.get("method") or "get").upper(), values)
