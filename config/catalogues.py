"""Message catalogues: what the code says and what a catalogue lacks, without gettext."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

PACKAGES = ("accounts", "config", "counselors", "matchmaking", "reference", "tenders")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
CONTEXT_FIRST = {"pgettext", "pgettext_lazy", "npgettext"}
# What Django's templatize leaves of a template: calls with Python literals.
LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*({LITERAL}(?:\s*,\s*{LITERAL})*)")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")

Said = tuple[str, str | tuple[str, str], str | None]


def path_of(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def translated_languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def said() -> Catalog:
    """All visible strings of the project's Python and templates, as a catalogue without words."""
    catalogue = Catalog(charset="utf-8")
    for package in PACKAGES:
        root = Path(settings.BASE_DIR) / package
        for path in sorted(root.rglob("*.py")):
            if "migrations" not in path.parts:
                add(catalogue, path, said_in_python(path))
        for path in sorted([*root.rglob("templates/**/*.html"), *root.rglob("templates/**/*.txt")]):
            add(catalogue, path, said_in_template(path))
    return catalogue


def add(catalogue: Catalog, path: Path, messages: Iterator[Said]) -> None:
    place = path.relative_to(settings.BASE_DIR).as_posix()
    for _function, text, context in messages:
        catalogue.add(text, locations=[(place, 1)], context=context)


def said_in_python(path: Path) -> Iterator[Said]:
    with path.open("rb") as source:
        for _line, function, texts, _comments in extract_python(source, KEYWORDS, [], {}):
            said_here: Any = texts if isinstance(texts, tuple) else (texts,)
            yield from as_said(str(function), said_here)


def said_in_template(path: Path) -> Iterator[Said]:
    shown = templatize(path.read_text("utf-8"), origin=str(path))
    for match in CALL.finditer(shown):
        texts = ast.literal_eval(f"({match[2]},)")
        yield from as_said(match[1], texts)


def as_said(function: str, texts: tuple[str | None, ...]) -> Iterator[Said]:
    words = [text for text in texts if text]
    context = words.pop(0) if function in CONTEXT_FIRST and len(words) > 1 else None
    if not words:
        return
    is_plural = function.lstrip("p").startswith("n") and len(words) > 1
    yield function, (words[0], words[1]) if is_plural else words[0], context


def read(language: str) -> Catalog:
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as source:
        return read_po(source, locale=language)


def update(language: str) -> None:
    """Bring a catalogue up to what the code says: new strings empty, gone ones left out."""
    catalogue = read(language)
    # The date stays as it is, so that two changes of the catalogue do not meet in its head.
    catalogue.update(said(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    catalogue.header_comment = "# What Puente says, kept in order by `manage.py update_catalogues`."
    catalogue.project, catalogue.version, catalogue.fuzzy = "Puente", "1", False
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = "Puente"
    catalogue.revision_date = catalogue.creation_date
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        write_po(
            target, catalogue, width=100, sort_output=True, include_lineno=False, omit_header=False
        )


def faults(language: str) -> list[str]:
    """A line for each string that is missing, left over, uncertain or loses a placeholder."""
    catalogue, wanted = read(language), said()
    keys = {(message.id, message.context) for message in catalogue if message.id}
    lines = [
        f"{language}: not in the catalogue: {message.id!r}"
        for message in wanted
        if message.id and (message.id, message.context) not in keys
    ]
    spoken = {(message.id, message.context) for message in wanted if message.id}
    lines += [f"{language}: no longer said: {key[0]!r}" for key in sorted(keys - spoken, key=repr)]
    for message in catalogue:
        if message.id and (fault := fault_of(message)):
            lines.append(f"{language}: {fault}: {message.id!r}")
    return lines


def fault_of(message: Message) -> str:
    originals = [message.id] if isinstance(message.id, str) else list(message.id)
    texts = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    if not all(texts):
        return "not translated"
    if message.fuzzy:
        return "fuzzy"
    wanted = {name for original in originals for name in PLACEHOLDER.findall(original)}
    # A singular may say 'one' in words; the last form must carry everything.
    if set(PLACEHOLDER.findall(texts[-1])) != wanted:
        return "placeholders differ"
    return ""
