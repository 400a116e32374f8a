"""The same network with three rows where there was one."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Block, Consent, Disclosure
from matchmaking.models import MeetingTime, Message, OpenRequest, PartnerReport
from tenders.models import Tender, TenderCode, TenderContact, TenderLink, TenderVersion
from tests import factories
from tests.guards import counseling
from tests.guards.network import Network

MORE = range(2)


def add_two_more_of_everything(network: Network) -> None:
    for enterprise in [*network.enterprises.values()]:
        for number in MORE:
            factories.OfferFactory(enterprise=enterprise)
            factories.NeedFactory(enterprise=enterprise)
            factories.CertificateFactory(enterprise=enterprise, standard=f"ISO {number}")
            factories.MembershipFactory(enterprise=enterprise)
            add_ended_consent(network, enterprise)
    for tender in [*network.tenders.values()]:
        add_to_tender(tender)
    for person in network.people.values():
        factories.NotificationFactory.create_batch(len(MORE), recipient=person)
    add_introductions(network)
    center = network.counselors["counselor"].center
    for _number in MORE:
        counseling.add_more(network)
        factories.CounselorFactory(center=center)
        factories.CounselorFactory(center=center, verified_at=None)
        run = factories.IngestionRunFactory()
        factories.QuarantinedRecordFactory(run=run)
        add_enterprise_and_tender(network)


def add_introductions(network: Network) -> None:
    """More of each state for the owner, more words and times where both said yes."""
    mine, met = network.enterprises["inner"], network.introductions["accepted"]
    for _number in MORE:
        for status in ("waiting", "accepted", "declined"):
            factories.IntroductionFactory(
                asking=factories.EnterpriseFactory(),
                asked=mine,
                status=status,
                asked_yes_at=timezone.now() if status == "accepted" else None,
                ended_at=timezone.now() if status == "declined" else None,
            )
        Message.objects.create(introduction=met, enterprise=met.asked, text="More words")
        starts = timezone.now() + timedelta(days=20)
        MeetingTime.objects.create(
            introduction=met, enterprise=met.asked, starts_at=starts, zone="UTC"
        )
        for need in (factories.NeedFactory(enterprise=mine), factories.NeedFactory()):
            OpenRequest.objects.create(
                need=need, closes_on=timezone.localdate() + timedelta(days=9)
            )
        about = factories.EnterpriseFactory()
        PartnerReport.objects.create(about=about, enterprise=mine, kind="other", text="More")
        Block.objects.create(enterprise=mine, other=factories.EnterpriseFactory())


def add_ended_consent(network: Network, enterprise: object) -> None:
    now = timezone.now()
    consent = factories.ConsentFactory(
        enterprise=enterprise,
        given_at=now,
        withdrawn_at=now,
        given_by=network.people["owner"],
        purpose=Consent.Purpose.DIRECTORY,
    )
    Disclosure.objects.create(consent=consent, fields=["profile"], to="A partner")


def add_to_tender(tender: Tender) -> None:
    for number in MORE:
        TenderCode.objects.create(tender=tender, scheme="cpv", code=f"0933120{number}")
        TenderLink.objects.create(tender=tender, url=f"https://example.org/{number}")
        TenderContact.objects.create(tender=tender, name=f"Officer {number}")
        TenderVersion.objects.create(
            tender=tender, number=number + 3, changes={"title": ["Before", "After"]}, raw=b"{}"
        )


def add_enterprise_and_tender(network: Network) -> None:
    """One more of each for the lists, of and for the owner as well as of others."""
    for person in (network.people["owner"], network.people["foreign"]):
        enterprise = factories.EnterpriseFactory(
            owner=person, profile_visibility="public", offers_visibility="public"
        )
        factories.OfferFactory(enterprise=enterprise)
        factories.NeedFactory(enterprise=enterprise)
    tender = factories.TenderFactory()
    mine = network.enterprises["inner"]
    factories.WatchFactory(enterprise=mine, tender=tender)
    factories.FeedbackFactory(enterprise=mine, tender=factories.TenderFactory())
