"""The made-up network: invented firms, people, counselors and notices, dated from today.

The texts lie in config/demo; nothing in them is real. Loading runs through the verbs that people
use, so the demo holds what the product itself would have written.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from accounts import enterprises, ownership
from accounts.models import Enterprise, User
from counselors.models import Center, Counselor
from reference import codes
from reference.models import Sector
from tenders import ingestion
from tenders.models import IngestionRun, Tender, TenderLink
from tenders.sources import SOURCES
from tenders.sources.base import Payload

FOLDER = Path(__file__).parent / "demo"
PASSWORD = "puente-demo"  # noqa: S105  (printed at every start of the demo)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# A field's value is the number of days from today, as {{+12}} or {{-3}}.
OFFSET = re.compile(r"\{\{([+-]\d+)\}\}")
SOURCES_OF_DEMO = {"world_bank": "notices_world_bank.json", "idb": "notices_idb.json"}


def read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text("utf-8"))


def is_loaded() -> bool:
    return Enterprise.objects.filter(is_demo=True).exists()


@transaction.atomic
def load_people() -> dict[str, User]:
    """Users with confirmed addresses, by their key in the files. All share one password hash."""
    password = make_password(PASSWORD)
    people: dict[str, User] = {}
    for row in read("people.json")["users"]:
        user = User.objects.create(
            email=row["email"],
            full_name=row["full_name"],
            language=row["language"],
            time_zone=row["time_zone"],
            password=password,
            is_programme_administrator=row["role"] == "programme_administrator",
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        people[row["key"]] = user
    return people


@transaction.atomic
def load_enterprises(people: Mapping[str, User]) -> None:
    sectors = {sector.key: sector for sector in Sector.objects.all()}
    users = read("people.json")["users"]
    owners = {row["enterprise"]: people[row["key"]] for row in users if row["role"] == "owner"}
    made: dict[str, Enterprise] = {}
    for row in read("enterprises.json")["enterprises"]:
        with override(owners[row["key"]].language):
            made[row["key"]] = load_enterprise(row, by=owners[row["key"]], sectors=sectors)
    for row in users:
        if row["role"] == "member":
            enterprise = made[row["enterprise"]]
            enterprises.add_member(
                enterprise, user=people[row["key"]], by=owners[row["enterprise"]]
            )


def load_enterprise(row: dict[str, Any], *, by: User, sectors: Mapping[str, Sector]) -> Enterprise:
    enterprise = enterprises.register(
        facts={
            "legal_name": row["legal_name"],
            "trade_name": row["trade_name"],
            "country_id": row["country"],
            "region_id": row["region"],
            "city": row["city"],
            "website": row["website"],
            "founded_year": row["founded"],
            "size_band": row["size_band"],
            "languages": row["languages"],
            "about": row["about"],
            "about_language": row.get("about_language") or by.language,
            "is_demo": True,
            "countries_served": row["countries_served"],
            "sectors": nearest(row["sectors"], sectors),
        },
        offers=[card_of(card, sectors) for card in row["offers"]],
        needs=[card_of(card, sectors) for card in row["needs"]],
        visibility=row["visibility"],
        by=by,
    )
    for held in row["certificates"]:
        enterprises.declare_certificate(
            enterprise,
            standard=held["standard"],
            issuer=held["issuer"],
            number=held["number"],
            expires_on=date.fromisoformat(dated(held["expires_on"], today=timezone.localdate()))
            if held.get("expires_on")
            else None,
            by=by,
        )
    if stated := row.get("women_owned"):
        shares = ownership.Shares(
            owned_percent=stated["owned_percent"],
            managed_percent=stated["managed_percent"],
            controlled_percent=stated["controlled_percent"],
            as_of_on=timezone.now().date(),
        )
        ownership.record_facts(
            enterprise, shares=shares, visibility=stated.get("visibility", "members"), by=by
        )
    return enterprise


def card_of(card: dict[str, Any], sectors: Mapping[str, Sector]) -> enterprises.CardFacts:
    return {
        "kind": card.get("kind", "supply"),
        "title": card["title"],
        "text": card["text"],
        "language": card["language"],
        "sectors": nearest(card["codes"], sectors),
    }


def nearest(keys: Sequence[str], sectors: Mapping[str, Sector]) -> list[Sector]:
    """For each code the sector itself, or the closest one above it that has a row."""
    found = {}
    for key in keys:
        code = codes.parse(key)
        for step in (code, *codes.ancestors(code)):
            if sector := sectors.get(str(step)):
                found[sector.pk] = sector
                break
    return list(found.values())


@transaction.atomic
def load_counselors(people: Mapping[str, User]) -> None:
    rows = read("counselors.json")
    sectors = {sector.key: sector for sector in Sector.objects.all()}
    administrator = User.objects.filter(is_programme_administrator=True).first()
    centers = {
        row["key"]: Center.objects.create(
            name=row["name"],
            kind=row.get("kind", Center.Kind.SMALL_BUSINESS),
            country_id=row["country"],
            region_id=row["region"],
            city=row["city"],
            website=row["website"],
            summary=row["about"],
            is_demo=True,
        )
        for row in rows["centers"]
    }
    for row in rows["counselors"]:
        user = people[row["user"]]
        counselor = Counselor.objects.create(
            user=user,
            center=centers[row["center"]],
            skills=row["skills"],
            languages=row["languages"],
            bio=row["bio"],
            bio_language=row.get("bio_language") or user.language,
            verified_at=timezone.now(),
            verified_by=administrator,
        )
        counselor.countries.set(row["countries"])
        counselor.sectors.set(nearest(row["sectors"], sectors))


def load_notices(now: datetime) -> list[IngestionRun]:
    """The demo's notices, through the same reading as those of the banks, then marked."""
    runs = [
        ingestion.run(
            SOURCES[source],
            payloads=[Payload(payload(name, today=now.date()), "", "")],
            origin=f"demo: {name}",
            now=now,
        )
        for source, name in SOURCES_OF_DEMO.items()
    ]
    # An invented notice has no page at the bank whose form it takes.
    invented = Tender.objects.filter(versions__run__in=runs)
    invented.update(is_demo=True, url="")
    TenderLink.objects.filter(tender__in=invented).delete()
    return runs


def payload(name: str, *, today: date) -> bytes:
    """A file of notices as its source would publish it today."""
    return json.dumps(dated(read(name), today=today), ensure_ascii=False).encode()


def dated(value: Any, *, today: date, field: str = "") -> Any:
    """The value with each offset turned into a date, in the form that its field has."""
    if isinstance(value, dict):
        return {name: dated(inner, today=today, field=name) for name, inner in value.items()}
    if isinstance(value, list):
        return [dated(inner, today=today, field=field) for inner in value]
    if not isinstance(value, str):
        return value
    return OFFSET.sub(
        lambda match: written(today + timedelta(days=int(match[1])), field=field), value
    )


def written(day: date, *, field: str) -> str:
    """World Bank: 10-Sep-2026 and 2026-09-10T00:00:00Z; everywhere else ISO."""
    if field == "noticedate":
        return f"{day.day:02d}-{MONTHS[day.month - 1]}-{day.year}"
    if field in {"submission_date", "submission_deadline_date", "api_modified_date"}:
        return f"{day.isoformat()}T00:00:00Z"
    return day.isoformat()
