"""Invented notices in bulk, for measuring: many rows at once, told from real ones by their ids."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any, NamedTuple

from django.utils import timezone

from reference.models import NAME_LANGUAGES, Country, Sector
from tenders.models import Tender, TenderCode, TenderText
from tenders.sources import SOURCES

MARK = "BENCH-"
PIECE = 2_000
# Every tenth is open, every twentieth states no deadline, the rest has closed.
OPEN_EVERY, UNKNOWN_EVERY = 10, 20
WORDS_KEPT = 0.8
SECTORS_A_TEXT = 12


class Text(NamedTuple):
    """What one invented notice says."""

    language: str
    title: str
    body: str


def fill(notices: int, *, texts: Path | None = None, seed: int = 1) -> None:
    """Store this many more invented notices; `ValueError` where the file of texts has a bad line.

    The file holds one JSON object a line: title, text and, where it is not English, language.
    """
    chance = random.Random(seed)  # noqa: S311 not for secrets
    makers, last = _Makers(chance), held()
    rows = islice(_varied(texts, chance), last, last + notices)
    for start in range(last, last + notices, PIECE):
        piece = list(islice(rows, PIECE))  # the last one may be shorter
        tenders = Tender.objects.bulk_create(
            makers.tender(start + place, text) for place, text in enumerate(piece)
        )
        TenderText.objects.bulk_create(
            TenderText(tender=tender, language=text.language, title=text.title, body_text=text.body)
            for tender, text in zip(tenders, piece, strict=True)
        )
        TenderCode.objects.bulk_create(code for tender in tenders for code in makers.codes(tender))
        links = Tender.countries.through
        links.objects.bulk_create(
            links(tender_id=tender.pk, country_id=country)
            for tender in tenders
            for country in makers.countries()
        )


def held() -> int:
    """How many invented notices are stored."""
    return Tender.objects.filter(source_id__startswith=MARK).count()


def forget() -> None:
    """Take all invented notices out again, in pieces."""
    invented = Tender.objects.filter(source_id__startswith=MARK)
    while keys := list(invented.values_list("pk", flat=True)[:PIECE]):
        Tender.objects.filter(pk__in=keys).delete()


class _Makers:
    """Rows around a text, drawn from the tables of reference."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.now = chance, timezone.now()
        self.sources = sorted(SOURCES)
        self.kinds = [kind for kind in Tender.INVITING_KINDS if kind != "amendment"]
        self.places = list(Country.objects.values_list("code", flat=True))
        chance.shuffle(self.places)
        self.sectors = list(Sector.objects.filter(scheme=Sector.Scheme.WORLD_BANK))

    def tender(self, number: int, text: Text) -> Tender:
        source = self.sources[number % len(self.sources)]
        published = self.now.date() - timedelta(days=number % 100)
        facts: dict[str, Any] = {"deadline_state": Tender.DeadlineState.UNKNOWN}
        if number % UNKNOWN_EVERY != 1:
            ahead = 1 + number % 60
            days = ahead if number % OPEN_EVERY == 0 else -ahead
            day = self.now.date() + timedelta(days=days)
            # Different moments within a day: equal ones would make every order a matter of ids.
            moment = datetime.combine(day, time(number % 24, number % 60), UTC)
            facts = {"deadline_state": "known", "deadline_on": day, "open_until": moment}
        return Tender(
            source=source,
            source_id=f"{MARK}{number:08}",
            bank=source,
            kind=self.kinds[number % len(self.kinds)],
            title=text.title,
            language_published=text.language,
            language_detected=text.language,
            language_confidence=1.0,
            buyer=f"Ministry of works, office {number % 5000}",
            published_on=published,
            content_hash=f"{number:064x}",
            **facts,
        )

    def codes(self, tender: Tender) -> Iterator[TenderCode]:
        for sector in self.chance.sample(self.sectors, 1 + tender.pk % 2):
            yield TenderCode(tender=tender, scheme=sector.scheme, code=sector.code, sector=sector)

    def countries(self) -> list[str]:
        # Few countries have many notices, as at any bank.
        place = min(int(self.chance.expovariate(0.04)), len(self.places) - 1)
        return [self.places[place]]


def _varied(path: Path | None, chance: random.Random) -> Iterator[Text]:
    """The texts again and again; from the second round on each without a fifth of its words."""
    texts = _read(path) if path else _made_up(chance)
    for number, text in enumerate(cycle(texts)):
        if number < len(texts):
            yield text
            continue
        words = [word for word in text.body.split(" ") if chance.random() < WORDS_KEPT]
        yield text._replace(body=" ".join(words))


def _read(path: Path) -> list[Text]:
    texts = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
                text = Text(row.get("language", "en")[:2], row["title"][:1000], row["text"])
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise ValueError(f"Line {number} of {path.name} is no text.") from error
            texts.append(text)
    if not texts:
        raise ValueError(f"{path.name} holds no text.")
    return texts


def _made_up(chance: random.Random) -> list[Text]:
    """Names of sectors strung together: known words, in three languages, in no real order."""
    texts = []
    for language in NAME_LANGUAGES:
        names = [sector.name_in(language) for sector in Sector.objects.order_by("pk")]
        for name in names:
            others = chance.sample(names, min(SECTORS_A_TEXT, len(names)))
            texts.append(Text(language, name[:1000], ". ".join([name, *others])))
    return texts
