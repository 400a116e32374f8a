"""Names of codes in several languages, as their publishers hand them out, read from files.

Pure: files in, rows out. What is unreadable is refused with one line that names the file.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

LANGUAGES = ("en", "es", "fr", "pt")
CPV_CODES = "cpvCodes.json"
CPV_EDITION = 2
UNSPSC_ENGLISH = "ref-unspsc.en_US.ISO-8859-1.xml"
UNSPSC_CODES = "unspsc_library.dat"
LONGEST_LABEL = 500
# One `english name: translated name` a line, each side plain or in quotes.
SIDE = r"""(?:'((?:[^']|'')*)'|"((?:[^"\\]|\\.)*)"|([^'":][^:]*?))"""
TRANSLATED_LINE = re.compile(rf"{SIDE}:\s+(?:'((?:[^']|'')*)'|\"(.*)\"|(.*))")


class LabelsUnreadable(Exception):
    """A file of names is missing or is not what it should be; the message is one line."""


@dataclass(frozen=True, slots=True)
class CodeNames:
    """A code and its name by language; languages without a name are left out."""

    scheme: str
    code: str
    names: Mapping[str, str]


def read_cpv(path: Path) -> list[CodeNames]:
    """CPV 2008 from the list of codes, with a file of translated names a language beside it."""
    path = path / CPV_CODES if path.is_dir() else path
    translated = {
        language: _translated_names(path.with_name(f"messages.{language}_{language}.yaml"))
        for language in LANGUAGES[1:]
    }
    try:
        entries = [
            (f"{int(entry['numericCode']):08d}", str(entry["name"]))
            for entry in json.loads(_text_of(path))
            if entry["version"] == CPV_EDITION
        ]
    except (ValueError, KeyError, TypeError) as fault:
        raise LabelsUnreadable(f"{path.name} is not a list of CPV codes.") from fault
    return _sorted(
        CodeNames(
            "cpv",
            code,
            _named({"en": name} | {tag: table.get(name, "") for tag, table in translated.items()}),
        )
        for code, name in entries
    )


def read_unspsc(path: Path) -> list[CodeNames]:
    """UNSPSC from the English catalogue, with those of other languages and the codes beside it."""
    path = path / UNSPSC_ENGLISH if path.is_dir() else path
    files = {"en": path} | {
        language: path.with_name(f"ref-unspsc.{language}_{language.upper()}.utf-8.xml")
        for language in LANGUAGES[1:]
    }
    by_key: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for language, file in files.items():
        for key, name in _messages_of(file):
            by_key[key][language] = name
    codes = dict(_unspsc_codes(path.with_name(UNSPSC_CODES)))
    return _sorted(
        CodeNames("unspsc", codes[key], _named(names))
        for key, names in by_key.items()
        if key in codes
    )


READERS = {"cpv": read_cpv, "unspsc": read_unspsc}


def _translated_names(path: Path) -> dict[str, str]:
    found = {}
    for line in _text_of(path).splitlines():
        if match := TRANSLATED_LINE.fullmatch(line.strip()):
            groups = match.groups()
            english, name = (next(filter(None, part), "") for part in (groups[:3], groups[3:]))
            found[english.replace("''", "'")] = name.replace("''", "'")
    if not found:
        raise LabelsUnreadable(f"{path.name} holds no translated names.")
    return found


def _messages_of(path: Path) -> list[tuple[str, str]]:
    if not path.is_file():
        raise LabelsUnreadable(f"There is no file {path.name}.")
    try:
        root = defusedxml.ElementTree.parse(path).getroot()
    except (defusedxml.ElementTree.ParseError, DefusedXmlException, ValueError) as fault:
        raise LabelsUnreadable(f"{path.name} is not a catalogue of names.") from fault
    found = [(entry.get("key", ""), entry.text or "") for entry in root.iter("msg")]
    if not found:
        raise LabelsUnreadable(f"{path.name} holds no names.")
    return found


def _unspsc_codes(path: Path) -> Iterator[tuple[str, str]]:
    """Which code a key of the catalogues stands for."""
    for line in _text_of(path).splitlines():
        key, _comma, rest = line.partition(",")
        code = rest.partition(",")[0]
        if code.isdigit():
            yield key, code


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError as fault:
        raise LabelsUnreadable(f"There is no file {path.name}.") from fault
    except (OSError, UnicodeDecodeError) as fault:
        raise LabelsUnreadable(f"{path.name} cannot be read as UTF-8.") from fault


def _named(names: Mapping[str, str]) -> dict[str, str]:
    return {tag: " ".join(name.split())[:LONGEST_LABEL] for tag, name in names.items() if name}


def _sorted(rows: Iterator[CodeNames]) -> list[CodeNames]:
    """Each code once, in order."""
    return [row for _, row in sorted({row.code: row for row in rows}.items())]
