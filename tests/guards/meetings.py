"""Introductions of the network: one that both agreed to, one that waits, and a report."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Consent, Enterprise, StoredFile
from accounts.vault.store import write
from matchmaking.models import (
    Introduction,
    IntroductionContact,
    MeetingTime,
    Message,
    OpenRequest,
    PartnerReport,
    RoomFile,
)
from tests import factories

ROUTES = ("matchmaking:introduction", "matchmaking:room", "matchmaking:outcome")


def add_introductions(network: Any) -> None:
    """One that both agreed to, one that waits, and what was reported."""
    there = network.enterprises["elsewhere"]
    for label, here, status in (("open", "open", "accepted"), ("elsewhere", "inner", "waiting")):
        row = factories.IntroductionFactory(
            asking=there,
            asked=network.enterprises[here],
            status=status,
            asked_yes_at=timezone.now() if status == "accepted" else None,
            **network.filled(Introduction, here),
        )
        network.introductions[status] = row
        sides = [row.asking, row.asked] if status == "accepted" else [row.asking]
        for side in sides:
            add_contact(network, row, side, label=label)
    for label in ("inner", "elsewhere"):
        OpenRequest.objects.create(
            need=network.enterprises[label].needs.get(),
            tender=network.tenders["draft" if label == "inner" else "open"],
            closes_on=timezone.localdate() + timedelta(days=9),
        )
    met = network.introductions["accepted"]
    Message.objects.create(introduction=met, enterprise=there, **network.filled(Message, "open"))
    MeetingTime.objects.create(
        introduction=met,
        enterprise=there,
        starts_at=timezone.now() + timedelta(days=9),
        zone="America/Hermosillo",
    )
    write("1" * 32, b"%PDF-1.4 %%EOF")
    paper = StoredFile.objects.create(
        enterprise=there,
        kind=StoredFile.Kind.PDF,
        size=14,
        stored_as="1" * 32,
        scan_state=StoredFile.ScanState.NO_SCANNER,
        name="shared.pdf",
    )
    RoomFile.objects.create(introduction=met, file=paper)
    PartnerReport.objects.create(
        about=there,
        enterprise=network.enterprises["inner"],
        kind=PartnerReport.Kind.OTHER,
        **network.filled(PartnerReport, "inner"),
    )


def open_requests(network: Any) -> dict[str, OpenRequest]:
    return {
        label: OpenRequest.objects.of(network.enterprises[label]).earliest("pk")
        for label in ("inner", "elsewhere")
    }


def add_contact(network: Any, row: Introduction, side: Enterprise, *, label: str) -> None:
    IntroductionContact.objects.create(
        introduction=row, enterprise=side, **network.filled(IntroductionContact, label)
    )
    factories.ConsentFactory(
        enterprise=side,
        purpose=Consent.Purpose.INTRODUCTION,
        subject=row.subject,
        fields=["name", "email", "phone", "website"],
        wording="These details may pass.",
    )
