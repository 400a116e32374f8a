"""The demo network as a labelled set: its firms' texts, its notices, and the grades by hand.

Read from the files, so that figures can be measured where no demo is loaded. What the matcher sees
is what it would see of the loaded rows.
"""

import csv
import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from config import demo_network
from matchmaking.engine import Document
from matchmaking.quality import LabelledFirm, LabelledSet
from reference import codes
from reference.models import NAME_LANGUAGES, CodeLabel, Sector
from tenders import languages
from tenders.sources import SOURCES
from tenders.sources.base import RawRecord
from tenders.sources.notice import Notice

LABELS = "labels.csv"
FILES = ("enterprises.json", *demo_network.SOURCES_OF_DEMO.values(), LABELS)
# Placeholders of days become dates around this one: figures must not depend on the day.
ANY_DAY = date(2026, 1, 15)

Sectors = Mapping[str, Sector]


def read() -> LabelledSet:
    sectors = {sector.key: sector for sector in Sector.objects.all()}
    notices = [
        (label_id(source, record), SOURCES[source].parse(record))
        for source, name in demo_network.SOURCES_OF_DEMO.items()
        for record in SOURCES[source].read(demo_network.payload(name, today=ANY_DAY))
    ]
    firms = demo_network.read("enterprises.json")["enterprises"]
    return LabelledSet(
        firms=tuple(firm_of(row, sectors) for row in firms),
        notices=tuple(document_of(key, notice, sectors) for key, notice in notices),
        published={key: notice.published_on or date.min for key, notice in notices},
        grades=read_grades(),
        fingerprint=fingerprint(),
    )


def code_names() -> list[dict[str, str]]:
    """The names of codes that this installation holds, from which its index learns too."""
    return [*Sector.objects.parallel(), *CodeLabel.objects.parallel()]


def label_id(source: str, record: RawRecord) -> str:
    """A notice of the IDB has no number; in the labels its whole title stands for it."""
    return str(record["title"] if source == "idb" else record["id"])


def firm_of(row: dict[str, Any], sectors: Sectors) -> LabelledFirm:
    language = row["about_language"]
    about = Document(
        f"about:{row['key']}", language, "", row["about"], keys_of(row["sectors"], sectors)
    )
    offers = (
        Document(
            f"offer:{row['key']}:{number}",
            card["language"],
            card["title"],
            card["text"],
            keys_of(card["codes"], sectors),
        )
        for number, card in enumerate(row["offers"])
    )
    return LabelledFirm(row["key"], language, row["size_band"], (about, *offers))


def keys_of(published: list[str], sectors: Sectors) -> tuple[str, ...]:
    return tuple(sorted(sector.key for sector in demo_network.nearest(published, sectors)))


def document_of(key: str, notice: Notice, sectors: Sectors) -> Document:
    original, published = notice.texts[0], notice.language_published
    found = languages.detect(f"{original.title}\n{original.body_text}", published=published)
    language = found.language or published
    carried = sorted(
        {str(codes.normalise(code.scheme, code.code)) for code in notice.codes}, key=str
    )
    names = [
        sectors[code].name_in(language)
        for code in carried
        if code in sectors and language in NAME_LANGUAGES
    ]
    text = "\n".join(part for part in (original.body_text, *names) if part)
    return Document(key, language, original.title, text, tuple(carried))


def read_grades() -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {}
    with (demo_network.FOLDER / LABELS).open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            grades.setdefault(row["enterprise_key"], {})[row["notice_id"]] = int(row["grade"])
    return grades


def fingerprint() -> str:
    """Changes with any of the files that the figures are measured on."""
    content = hashlib.sha256()
    for name in FILES:
        content.update((demo_network.FOLDER / name).read_bytes())
    return content.hexdigest()[:16]
