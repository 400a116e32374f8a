"""The catalogue tools see what the code says and name what a catalogue lacks."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

from config import catalogues
from config.management.commands.compile_catalogues import compile_changed

pytestmark = pytest.mark.pure


def test_strings_of_templates_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "{% load i18n %}{% translate 'Tenders' %}{% translate \"Open\" context 'state' %}"
        "{% blocktranslate trimmed count n=rows %}{{ n }} row{% plural %}{{ n }} rows"
        "{% endblocktranslate %}<c-card title=\"{% translate 'Facts' %}\" />"
    )

    found = [(text, context) for _name, text, context in catalogues.said_in_template(page)]

    assert found == [
        ("Tenders", None),
        ("Open", "state"),
        (("%(n)s row", "%(n)s rows"), None),
        ("Facts", None),
    ]


def test_strings_of_python_are_found(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text('_("Name")\nngettext("a day", "%(days)s days", days)\npgettext("x", "y")\n')

    found = [(text, context) for _name, text, context in catalogues.said_in_python(module)]

    assert found == [("Name", None), (("a day", "%(days)s days"), None), ("y", "x")]


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        (Message("Name", "Nombre"), ""),
        (Message("Name", ""), "not translated"),
        (Message("Name", "Nombre", flags={"fuzzy"}), "fuzzy"),
        (Message("In %(days)s days", "En días"), "placeholders differ"),
        (Message(("a day", "%(n)s days"), ("un día", "%(n)s días")), ""),
        (Message(("a day", "%(n)s days"), ("un día", "")), "not translated"),
    ],
)
def test_faults_of_a_translation_are_named(message: Message, fault: str) -> None:
    assert catalogues.fault_of(message) == fault


def test_a_string_that_is_missing_is_named() -> None:
    known = {str(message.id) for message in catalogues.said() if message.id}

    assert "Tenders" in known
    assert len(known) > 500


def test_only_changed_catalogues_are_compiled(tmp_path: Path) -> None:
    folder = tmp_path / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = Catalog(locale="es")
    catalogue.add("Name", "Nombre")
    with (folder / "django.po").open("wb") as source:
        write_po(source, catalogue)

    compile_changed(folder / "django.po")
    first = (folder / "django.mo").stat().st_mtime_ns
    compile_changed(folder / "django.po")

    assert (folder / "django.mo").stat().st_mtime_ns == first
    assert b"Nombre" in (folder / "django.mo").read_bytes()
