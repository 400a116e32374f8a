"""A month of life of the invented counselor network, written by the verbs that people use.

The verbs write today's moments; each is then moved back by the days that the file gives.
"""

import csv
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import override

from accounts.models import Consent, Enterprise, Notification, User
from config import demo_colleagues
from config.demo_colleagues import ago
from config.demo_network import FOLDER, PASSWORD, nearest, read
from counselors import (
    clients,
    intakes,
    meetings,
    network,
    proposals,
    referrals,
    sessions,
)
from counselors.models import (
    Center,
    Counselor,
    Engagement,
    Intake,
    Milestone,
    PrivateNote,
    Referral,
)
from matchmaking import watching
from reference import working_days
from reference.models import Sector
from tenders.models import Tender

SHOWN = ["profile", "details", "contact", "offers", "needs", "certificates", "matches"]
# What still waits for somebody stays unread.
STILL_NEW = (
    "counselors.referral_asked",
    "counselors.referral_received",
    "counselors.milestone_stated",
    "counselors.meeting_offered",
    "counselors.intake_arrived",
    "counselors.proposal",
)


@transaction.atomic
def load(people: Mapping[str, User]) -> None:
    """Add centers, counselors and their month to the network of config.demo_network."""
    told = read("counseling.json")
    month = Month(told, {**people, **add_people(told)})
    month.add_centers()
    month.add_clients()
    month.add_milestones()
    month.add_intakes()
    month.add_referrals()
    demo_colleagues.add_board(told, month.counselor)
    demo_colleagues.add_library(told, month.counselor)
    demo_colleagues.add_trainings(told, month.counselor, month.owner)
    month.add_work()
    settle_messages()


def add_people(told: Mapping[str, Any]) -> dict[str, User]:
    password = make_password(PASSWORD)
    people = {}
    for row in told["people"]:
        facts = {name: row[name] for name in ("email", "full_name", "language", "time_zone")}
        user = User.objects.create(password=password, **facts)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        people[row["key"]] = user
    return people


def settle_messages() -> None:
    """What was told in the month has been mailed; what is done has been read as well."""
    now = timezone.now()
    rows = Notification.objects.filter(kind__startswith="counselors.")
    rows.update(mail_state=Notification.MailState.SENT, sent_at=now)
    rows.exclude(kind__in=STILL_NEW).update(read_at=now)


class Month:
    """The rows by their keys in the file, while they are made one after the other."""

    def __init__(self, told: Mapping[str, Any], people: Mapping[str, User]) -> None:
        self.told = told
        self.people = people
        self.engagements: dict[str, Engagement] = {}

    def enterprise(self, key: str) -> Enterprise:
        return Enterprise.objects.get(memberships__user=self.owner(key), is_demo=True)

    def owner(self, key: str) -> User:
        return self.people.get(f"{key}-owner") or self.people[key]

    def counselor(self, key: str) -> Counselor:
        return Counselor.objects.select_related("user", "center").get(user=self.people[key])

    def center(self, key: str) -> Center:
        return self.centers[key]

    def add_centers(self) -> None:
        for row in self.told["centers"]:
            center = Center.objects.create(
                name=row["name"],
                kind=row["kind"],
                host=row["host"],
                country_id=row["country"],
                region_id=row["region"],
                city=row["city"],
                languages=row["languages"],
                services=row["services"],
                funder=row["funder"],
                website=row["website"],
                summary=row["about"],
                is_demo=True,
            )
            center.regions_served.set(row["regions"])
        names = {row["key"]: row["name"] for row in self.told["centers"]}
        names |= {row["key"]: row["name"] for row in read("counselors.json")["centers"]}
        by_name = {center.name: center for center in Center.objects.filter(is_demo=True)}
        self.centers = {key: by_name[name] for key, name in names.items()}
        sectors = {sector.key: sector for sector in Sector.objects.all()}
        for row in self.told["counselors"]:
            counselor = Counselor.objects.create(
                user=self.people[row["user"]],
                center=self.centers[row["center"]],
                skills=row["skills"],
                languages=row["languages"],
                capacity=row["capacity"],
                certifications=row["certifications"],
                bio=row["bio"],
                bio_language=self.people[row["user"]].language,
                verified_at=ago(60),
            )
            counselor.countries.set(row["countries"])
            counselor.sectors.set(nearest(row["sectors"], sectors))
        for center_key, person in self.told["administrators"]:
            network.make_administrator(self.centers[center_key], user=self.people[person])

    def signed(self, key: str, center: Center, topic: str, urgency: str, uses: list[str]) -> Intake:
        """An intake as the owner fills it in, in her own language."""
        owner, enterprise = self.owner(key), self.enterprise(key)
        with override(owner.language):
            intake = intakes.start(enterprise, by=owner)
            intakes.save_step(intake, step=1, facts={"center": center, "language": owner.language})
            need = self.told["needs"][topic][owner.language]
            facts = {"topics": [topic], "need": need, "urgency": urgency}
            intakes.save_step(intake, step=2, facts=facts)
            return intakes.sign(
                intake, signature=owner.full_name, fields=SHOWN, uses=uses, by=owner
            )

    def add_clients(self) -> None:
        for number, (key, person, days, topic, barrier, counted) in enumerate(self.told["clients"]):
            counselor = self.counselor(person)
            uses = [Consent.Purpose.FIGURES.value] if counted else []
            intake = self.signed(key, counselor.center, topic, "weeks", uses)
            engagement = intakes.assign(intake, counselor=counselor, by=counselor.user)
            self.engagements[key] = engagement
            Intake.objects.filter(pk=intake.pk).update(
                started_at=ago(days + 2),
                saved_at=ago(days + 1),
                signed_at=ago(days + 1),
                assigned_at=ago(days),
            )
            consents = Consent.objects.filter(
                enterprise=engagement.enterprise, purpose__in=["counseling", "figures"]
            )
            consents.update(given_at=ago(days + 1))
            Engagement.objects.filter(pk=engagement.pk).update(opened_at=ago(days))
            self.add_sessions(engagement, days, topic, barrier, quiet=number % 7 == 3)

    def add_sessions(
        self, engagement: Engagement, days: int, topic: str, barrier: str, *, quiet: bool
    ) -> None:
        """Two or three sessions; every seventh client has not been spoken with for long."""
        language = self.owner_language(engagement)
        notes = self.told["shared_notes"][language]
        held = [days - 1] if quiet else [day for day in (days - 1, days - 9, days - 20) if day > 0]
        today = timezone.localdate()
        for number, day in enumerate(held):
            is_last = number == len(held) - 1
            session = sessions.record(
                engagement,
                facts={
                    "kind": ["first_talk", "tender", "follow_up"][number],
                    "held_on": today - timedelta(days=day),
                    "contact_minutes": [60, 45, 20][number],
                    "preparation_minutes": [20, 30, 0][number],
                    "topics": [topic],
                    "shared_note": notes[number],
                    "next_action": self.told["next_actions"][language] if is_last else "",
                    "next_action_on": today + timedelta(days=engagement.pk % 9 - 2)
                    if is_last
                    else None,
                    "barrier": barrier if number == 0 else "none",
                    "outcome": "continues",
                },
                private_note=self.told["private_notes"][engagement.counselor.user.language]
                if number == 0
                else "",
                by=engagement.counselor,
            )
            PrivateNote.objects.filter(session=session).update(written_at=ago(day))

    def owner_language(self, engagement: Engagement) -> str:
        person = clients.people_of(engagement.enterprise).order_by("pk").first()
        return person.language if person else "en"

    def add_milestones(self) -> None:
        for key, days, kind, jobs, amount, currency, evidence, confirmed in self.told["milestones"]:
            facts = {
                "kind": kind,
                "reached_on": timezone.localdate() - timedelta(days=days),
                "jobs": jobs,
                "amount": Decimal(amount) if amount else None,
                "currency": currency,
                "evidence": evidence,
            }
            milestone = clients.state_milestone(self.engagements[key], facts=facts)
            if confirmed:
                clients.answer_milestone(
                    milestone, answer=Milestone.Answer.CONFIRMED, by=self.owner(key)
                )

    def add_intakes(self) -> None:
        for key, center, topic, urgency, days in self.told["waiting_intakes"]:
            intake = self.signed(key, self.centers[center], topic, urgency, ["figures"])
            Intake.objects.filter(pk=intake.pk).update(signed_at=ago(days), saved_at=ago(days))
        for key, center, days in self.told["unfinished_intakes"]:
            owner = self.owner(key)
            intake = intakes.start(self.enterprise(key), by=owner)
            facts = {"center": self.centers[center], "language": owner.language}
            intakes.save_step(intake, step=1, facts=facts)
            Intake.objects.filter(pk=intake.pk).update(started_at=ago(days), saved_at=ago(days))

    def add_referrals(self) -> None:
        for key, to, reason, summary, handover, ending, days in self.told["referrals"]:
            engagement = self.engagements[key]
            referral = referrals.refer(
                engagement,
                to=self.counselor(to),
                fields=["details", "contact", "offers", "needs"],
                reason=reason,
                summary=summary,
                handover_note=handover,
                by=engagement.counselor,
            )
            move_back(referral, asked_at=ago(days + 1))
            if ending != Referral.Status.AWAITING_CLIENT:
                self.answer(referral, ending, days, client=self.owner(key))

    def answer(self, referral: Referral, ending: str, days: int, *, client: User) -> None:
        """The client's word, then the colleague's, then what came of it."""
        with override(client.language):
            says_yes = ending != Referral.Status.REFUSED
            referrals.record_client_answer(referral, granted=says_yes, by=client)
        move_back(referral, client_answered_at=ago(days))
        if not says_yes:
            move_back(referral, ended_at=ago(days))
            return
        country = referral.to_counselor.center.country_id
        sent_on = timezone.localdate() - timedelta(days=days)
        due_on = working_days.add_working_days(sent_on, 10, country=country)
        move_back(referral, sent_at=ago(days), due_on=due_on)
        if ending == Referral.Status.DECLINED:
            referrals.decline(referral, reason="no_capacity", by=referral.to_counselor)
            move_back(referral, answered_at=ago(days - 2), ended_at=ago(days - 2))
        elif ending == Referral.Status.EXPIRED:
            referrals.expire_one(referral)
        elif ending in (Referral.Status.ACCEPTED, Referral.Status.COMPLETED):
            second = referrals.accept(referral, by=referral.to_counselor)
            Engagement.objects.filter(pk=second.pk).update(opened_at=ago(days - 2))
            move_back(referral, answered_at=ago(days - 2))
            if ending == Referral.Status.COMPLETED:
                self.add_sessions(second, days - 2, "partner_search", "none", quiet=True)
                referrals.complete(referral, by=referral.to_counselor)

    def add_work(self) -> None:
        for key, _person, note in self.told["proposals"]:
            engagement = self.engagements[key]
            for tender in fitting(key)[:1]:
                listed = proposals.shortlist(engagement, tender=tender)
                proposals.propose(listed, note=note)
        for key in self.told["watching"]:
            for tender in fitting(key):
                watching.watch(self.enterprise(key), tender, by=self.owner(key))
        for key, topic, place, days in self.told["meetings"]:
            start = (timezone.now() + timedelta(days=days)).replace(
                hour=16, minute=0, second=0, microsecond=0
            )
            meetings.offer(
                self.engagements[key],
                topic=topic,
                place=place,
                minutes=45,
                times=[start + timedelta(days=step) for step in (0, 1, 3)],
            )


def fitting(key: str) -> list[Tender]:
    """Open tenders that the hand-made labels call the firm's core business, soonest first."""
    with (FOLDER / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        known = [
            row["notice_id"] for row in rows if row["enterprise_key"] == key and row["grade"] == "3"
        ]
    named = Q(source_id__in=known) | Q(title__in=known)
    opened = Tender.objects.open(timezone.now()).filter(named)
    return list(opened.order_by("open_until", "pk")[:2])


def move_back(referral: Referral, **moments: Any) -> None:
    rows: QuerySet[Referral] = Referral.objects.filter(pk=referral.pk)
    rows.update(**moments)
    referral.refresh_from_db()
