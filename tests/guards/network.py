"""A small network with one row of everything, a canary in each field, and one of each reader."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.test import Client
from django.utils import timezone

from accounts import evidence
from accounts.models import (
    AuditEntry,
    Certificate,
    Consent,
    Disclosure,
    Enterprise,
    Invitation,
    Letter,
    Need,
    Notification,
    Offer,
    OwnershipFacts,
    Project,
    RegistrationDraft,
    StoredFile,
    User,
)
from accounts.vault.store import write
from counselors.models import Center, Counselor
from matchmaking.models import Introduction, PartnerReport, RecommendationList
from tenders.models import (
    Award,
    IngestionRun,
    Lot,
    OperatorFeed,
    QuarantinedRecord,
    Tender,
    TenderCode,
    TenderContact,
    TenderLink,
    TenderText,
    TenderVersion,
)
from tests import factories
from tests.guards import counseling, meetings
from tests.guards.canaries import IDENTITIES, OWNERSHIP_SHOWN, SHOWN, Aviary
from tests.guards.routes import Route
from tests.guards.visitor import Visitor

ROLES = {
    "administrator": {"is_programme_administrator": True},
    "staff": {"is_staff": True},
    "unverified": {"verified": False},
}


@dataclass
class Network:
    """Rows by kind and label, and a browser for each identity."""

    aviary: Aviary = field(default_factory=Aviary)
    people: dict[str, User] = field(default_factory=dict)
    enterprises: dict[str, Enterprise] = field(default_factory=dict)
    tenders: dict[str, Tender] = field(default_factory=dict)
    counselors: dict[str, Counselor] = field(default_factory=dict)
    introductions: dict[str, Introduction] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    advice: dict[str, dict[str, Any]] = field(default_factory=dict)
    twins: list[Enterprise] = field(default_factory=list)

    def visitor(self, identity: str, *, checks_forgery: bool = False) -> Visitor:
        return Visitor(self.sessions.get(identity, ""), checks_forgery=checks_forgery)

    def filled(self, model: type[models.Model], label: str, **more: Any) -> dict[str, Any]:
        return {**self.aviary.facts(model, label), **more}


def seed() -> Network:
    network = Network()
    for identity in IDENTITIES[1:]:
        add_person(network, identity)
    for number, label in enumerate(SHOWN):
        add_enterprise(network, label, owner="foreign" if label == "elsewhere" else "owner")
        network.tenders[label] = add_tender(network, label, country=["PE", "MX"][number % 2])
    network.tenders["draft"] = add_tender(network, "draft", status=Tender.Status.DRAFT)
    add_counselors(network)
    counseling.add_counseling(network)
    add_readings(network)
    add_evidence(network)
    meetings.add_introductions(network)
    for identity, person in network.people.items():
        client = Client()
        client.force_login(person)
        network.sessions[identity] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return network


def add_person(network: Network, identity: str) -> User:
    facts = network.filled(User, identity)
    person: User = factories.UserFactory(**facts, **ROLES.get(identity, {}))
    network.people[identity] = person
    if identity == "unverified":
        EmailAddress.objects.create(user=person, email=person.email, primary=True)
    factories.NotificationFactory(
        recipient=person, path="/en/inbox/", **network.filled(Notification, identity)
    )
    return person


def add_enterprise(network: Network, label: str, *, owner: str) -> Enterprise:
    shown = {f"{group}_visibility": width for group, width in SHOWN[label].items()}
    facts = {**network.filled(Enterprise, label), **shown}
    person = network.people[owner]
    enterprise: Enterprise = factories.EnterpriseFactory(listed=False, owner=person, **facts)
    network.enterprises[label] = enterprise
    if owner == "owner":
        factories.MembershipFactory(enterprise=enterprise, user=network.people["member"])
    factories.OfferFactory(enterprise=enterprise, **network.filled(Offer, label))
    factories.NeedFactory(enterprise=enterprise, **network.filled(Need, label))
    factories.CertificateFactory(enterprise=enterprise, **network.filled(Certificate, label))
    factories.ProjectFactory(
        enterprise=enterprise,
        asked_at=timezone.now(),
        confirmed_at=timezone.now(),
        **network.filled(Project, label),
    )
    factories.OwnershipFactsFactory(
        enterprise=enterprise,
        visibility=OWNERSHIP_SHOWN.get(label, "private"),
        **network.filled(OwnershipFacts, label),
    )
    add_ledger(network, label, by=person)
    return enterprise


def add_ledger(network: Network, label: str, *, by: User) -> None:
    """Live consents, except for the enterprise that withdrew them."""
    now = timezone.now()
    ended = {"given_at": now, "withdrawn_at": now} if label == "secret" else {}
    for purpose in (Consent.Purpose.DIRECTORY, Consent.Purpose.OWNERSHIP):
        consent = factories.ConsentFactory(
            enterprise=network.enterprises[label],
            purpose=purpose,
            given_by=by,
            **ended,
            **network.filled(Consent, label),
        )
        Disclosure.objects.create(consent=consent, **network.filled(Disclosure, label))


def add_evidence(network: Network) -> None:
    """A certificate handed in with its paper, a colleague invited, two profiles that are alike."""
    firm, owner = network.enterprises["open"], network.people["owner"]
    write("0" * 32, b"%PDF-1.4 %%EOF")
    paper = StoredFile.objects.create(
        enterprise=firm,
        kind=StoredFile.Kind.PDF,
        size=14,
        stored_as="0" * 32,
        scan_state=StoredFile.ScanState.NO_SCANNER,
        **network.filled(StoredFile, "open"),
    )
    firm.certificates.update(file=paper, state="submitted", submitted_at=timezone.now())
    AuditEntry.objects.create(
        verb="certificate.submitted",
        thing=f"certificate:{firm.certificates.get().pk}",
        enterprise=firm,
        actor=owner,
        **network.filled(AuditEntry, "open"),
    )
    for label, enterprise in network.enterprises.items():
        Invitation.objects.create(
            enterprise=enterprise,
            token_hash=label,
            expires_at=timezone.now() + timedelta(days=3),
            **network.filled(Invitation, label),
        )
    typed = network.filled(RegistrationDraft, "owner")["typed"]
    RegistrationDraft.objects.create(user=owner, typed={"about": [typed]})
    letter = network.filled(Letter, "inner")
    Letter.objects.create(state=Letter.State.FAILED, kind="accounts.invitation", **letter)
    network.twins = [
        factories.EnterpriseFactory(legal_name=name, listed=False)
        for name in ("Twin Solar, S.A. de C.V.", "Twin Solar")
    ]
    factories.ProjectFactory(enterprise=firm, title="Asked", asked_at=timezone.now())


def add_tender(network: Network, label: str, *, country: str = "PE", **more: Any) -> Tender:
    tender: Tender = factories.TenderFactory(
        body="", countries=[country], **{**network.filled(Tender, label), **more}
    )
    tender.texts.all().delete()
    TenderText.objects.create(tender=tender, language="en", **network.filled(TenderText, label))
    TenderCode.objects.create(tender=tender, scheme="wb", **network.filled(TenderCode, label))
    TenderLink.objects.create(tender=tender, **network.filled(TenderLink, label))
    TenderContact.objects.create(tender=tender, **network.filled(TenderContact, label))
    Lot.objects.create(tender=tender, position=1, **network.filled(Lot, label))
    Award.objects.create(tender=tender, position=1, **network.filled(Award, label))
    for number in (1, 2):
        facts = network.filled(TenderVersion, label)
        changes = {"title": ["Before", tender.title], "contacts": ["", ""]}
        TenderVersion.objects.create(tender=tender, number=number, changes=changes, **facts)
    return tender


def add_counselors(network: Network) -> None:
    center = factories.CenterFactory(**network.filled(Center, "inner"))
    for label in ("counselor", "unlisted", "waiting"):
        person = network.people.get(label) or factories.UserFactory(**network.filled(User, label))
        network.counselors[label] = factories.CounselorFactory(
            user=person,
            center=center,
            is_listed=label != "unlisted",
            verified_at=None if label == "waiting" else timezone.now(),
            **network.filled(Counselor, label),
        )


def add_readings(network: Network) -> None:
    """What operators look after, and what one enterprise thinks of two tenders."""
    Group.objects.create(name="Editors")
    OperatorFeed.objects.create(
        code="feed-guards",
        url="https://guards.example.org/feed",
        kind="rss",
        **network.filled(OperatorFeed, "inner"),
    )
    failed = factories.IngestionRunFactory(
        state=IngestionRun.State.FAILED, **network.filled(IngestionRun, "inner")
    )
    factories.IngestionRunFactory(started_at=timezone.now() + timedelta(seconds=1))
    factories.QuarantinedRecordFactory(run=failed, **network.filled(QuarantinedRecord, "inner"))
    mine = network.enterprises["inner"]
    factories.WatchFactory(enterprise=mine, tender=network.tenders["open"])
    factories.FeedbackFactory(enterprise=mine, tender=network.tenders["hidden"])
    RecommendationList.objects.create(
        enterprise=mine, profile_changed_at=mine.changed_at, engine_version="none"
    )


def any_row(model: type[models.Model]) -> Any:
    return model._default_manager.order_by("pk").first()


class Arguments:
    """What stands in an address: for each route the key of a row of the named variant."""

    MISSING = 999_999

    def __init__(self, network: Network) -> None:
        self.network = network

    def of(self, route: Route, variant: str = "") -> dict[str, object]:
        value = self.admin_value if route.is_admin else self.value
        return {name: value(route.name, name, variant) for name in route.parameters}

    def knows(self, route: str, label: str) -> bool:
        return label == "" or label in self.rows_about(route)

    def value(self, route: str, parameter: str, variant: str) -> object:
        if route.startswith("mfa_"):
            return self.MISSING  # nobody of the network has a key
        if parameter == "pk":
            rows = self.rows_about(route)
            return rows[variant if variant in rows else next(iter(rows))].pk
        if route == "counselors:shortlist" or parameter in counseling.KNOWS:
            return counseling.value(self.network, parameter)
        enterprise = self.network.enterprises.get(variant) or self.network.enterprises["inner"]
        order = "-role" if variant == "of-owner" else "role"
        rows = {
            "card": lambda: enterprise.offers.order_by("pk")[0].pk,
            "certificate": lambda: enterprise.certificates.order_by("pk")[0].pk,
            "membership": lambda: enterprise.memberships.order_by(order)[0].pk,
            "project": lambda: enterprise.projects.order_by("pk")[0].pk,
            "invitation": lambda: enterprise.invitations.order_by("pk")[0].pk,
            "kept": lambda: self.network.twins[0].pk,
            "gone": lambda: self.network.twins[1].pk,
            "token": lambda: "not-a-token",
            "kind": lambda: "offer",
            "file": lambda: self.network.introductions["accepted"].files.earliest("pk").pk,
            "time": lambda: self.network.introductions["accepted"].times.earliest("pk").pk,
            "key": lambda: self.key(variant),
            "uidb36": lambda: "a",
        }
        return rows[parameter]()

    def key(self, variant: str) -> str:
        """Of a mailed link: to nothing, or to a project whose client was asked."""
        asked = self.network.enterprises["open"].projects.filter(confirmed_at=None)
        return evidence.key_of(asked[0]) if variant == "asked" else "not-a-key"

    def rows_about(self, route: str) -> dict[str, Any]:
        """The rows that a route can be about, by label: its name tells the kind."""
        network = self.network
        if route.startswith("accounts:inbox"):
            first = {"owner": network.people["owner"]}
            people = {**first, **network.people}
            return {name: person.notifications.earliest("pk") for name, person in people.items()}
        if route.startswith("mfa_"):
            return {}
        if route == "accounts:file":
            return {"open": network.enterprises["open"].files.get()}
        if route == "accounts:verification":
            return {"open": network.enterprises["open"].certificates.earliest("pk")}
        if route.startswith(("counselors:verify", "counselors:let-go")):
            return {"waiting": network.counselors["waiting"]}
        if route.startswith("counselors:"):
            if (about := counseling.rows_about(network, route)) is not None:
                return about
            return {"counselor": network.counselors["counselor"], **network.counselors}
        if route.startswith(
            ("matchmaking:partner", "matchmaking:introduction-new", "matchmaking:supply-chain")
        ):
            return network.enterprises
        if route.startswith(meetings.ROUTES):
            return network.introductions
        if route == "matchmaking:open-request-close":
            return meetings.open_requests(network)
        if route.startswith("matchmaking:report"):
            return {"inner": PartnerReport.objects.earliest("pk")}
        if route.startswith(("accounts:", "v1:enterprise")):
            return network.enterprises
        if route == "tenders:run":
            return {"failed": IngestionRun.objects.get(state=IngestionRun.State.FAILED)}
        if route.startswith(("tender", "matchmaking:", "v1:tender")):
            return network.tenders
        raise LookupError(f"Say in tests/guards/network.py which rows {route} is about.")

    def admin_value(self, route: str, parameter: str, variant: str) -> object:
        if parameter == "object_id":
            row = any_row(admin_model(route))
            return row.pk if row else self.MISSING
        rows = {
            "app_label": "tenders",
            "content_type_id": ContentType.objects.get_for_model(Tender).pk,
            "url": "nowhere/",
        }
        return rows[parameter]

    def every_admin_row(self, route: Route) -> list[dict[str, object]]:
        """All rows of the small tables; one of each that holds nothing private."""
        if "object_id" not in route.parameters:
            return [self.of(route)]
        rows = admin_model(route.name)._default_manager.order_by("pk")
        most = 1 if "reference_" in route.name or "auth_" in route.name else None
        return [{**self.of(route), "object_id": row.pk} for row in rows[:most]]


def admin_model(route: str) -> type[models.Model]:
    """From "admin:accounts_user_change" or "/admin/accounts/user/<path:object_id>/"."""
    words = route.removeprefix("admin:").removeprefix("/admin/").replace("/", "_").split("_")
    if words[:3] == ["view", "on", "site"]:
        return Tender
    return ContentType.objects.get(app_label=words[0], model=words[1]).model_class() or Tender
