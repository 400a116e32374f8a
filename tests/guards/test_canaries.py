"""A string of its own in every private field: each is seen by those who may, and nobody else."""

import json
import logging
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.cache import cache
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from time_machine import TimeMachineFixture

from accounts import exports, notifications
from tenders.documents import documents_of
from tenders.models import Tender
from tests.guards.canaries import IDENTITIES, must_read, readers_of
from tests.guards.crawl import addresses, one_address_each
from tests.guards.declared_fields import DECLARED, fields_with_words
from tests.guards.network import Network
from tests.guards.routes import Route, all_routes
from tests.guards.searching import THROUGH_THE_INDEX, is_list, searched

pytestmark = pytest.mark.django_db


def test_every_field_with_words_says_who_may_read_it() -> None:
    there = fields_with_words()

    assert {*there} == {*DECLARED}
    undeclared = {name: fields - {*DECLARED[name]} for name, fields in there.items()}
    assert {name: fields for name, fields in undeclared.items() if fields} == {}


def test_every_private_field_holds_a_canary(network: Network) -> None:
    planted = {canary.place for canary in network.aviary.canaries.values()}

    declared = {
        f"{model}.{name}"
        for model, fields in DECLARED.items()
        for name, audience in fields.items()
        if audience not in ("form", "derived") and name != "password"
    }
    assert planted == declared
    assert len(network.aviary.canaries) >= 300


def everything(network: Network) -> Iterator[tuple[Route, str]]:
    """Every row in English, and every page in the other languages."""
    yield from addresses(network, languages=("en",))
    for route, address in one_address_each(network, languages=("es", "fr")):
        if route.is_page:
            yield route, address


Sightings = dict[str, dict[str, str]]


def sightings(network: Network) -> Sightings:
    """For each reader the canaries on all that she can open, with the first place of each."""
    seen: Sightings = {}
    for identity in IDENTITIES:
        visitor = network.visitor(identity)
        seen[identity] = {}
        for _route, address in everything(network):
            cache.clear()  # how often one may ask is another promise
            response = visitor.get(address)
            text = f"{response.content.decode(errors='replace')} {response.headers}"
            for word in network.aviary.seen_in(text):
                seen[identity].setdefault(word, address)
    return seen


def test_each_canary_is_seen_by_exactly_those_who_may(
    network: Network, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.INFO, logger="django.request")

    seen = sightings(network)

    canaries = network.aviary.canaries.values()
    leaks = [
        f"{canary.text} ({canary.audience}) to {identity} on {seen[identity][canary.text]}"
        for canary in canaries
        for identity in IDENTITIES
        if canary.text in seen[identity] and identity not in readers_of(canary)
    ]
    unseen = [
        f"{canary.text} ({canary.audience}) by {identity}"
        for canary in canaries
        for identity in must_read(canary)
        if canary.text not in seen[identity]
    ]
    assert leaks == []
    assert unseen == []
    assert network.aviary.seen_in(caplog.text) == set()


# Her own rows, of which no page shows these columns to her.
IN_HER_FILE_ALONE = {
    *(f"accounts.Notification.{name}" for name in ("cause", "last_error", "message_id")),
    "matchmaking.PartnerReport.text",
}


def test_what_a_person_takes_along_holds_nothing_of_others(network: Network) -> None:
    told = {}
    for identity, person in network.people.items():
        tables = json.dumps(dict(exports.tables_of(person)), cls=DjangoJSONEncoder)
        told[identity] = {
            word
            for word in network.aviary.forbidden_in(tables, identity)
            if network.aviary.canaries[word].place not in IN_HER_FILE_ALONE
        }
        own = f"zqintroductioncontactemail{'elsewhere' if identity == 'foreign' else 'open'}z"
        has_met = identity in ("owner", "member", "foreign")
        assert (own in tables) == has_met

    assert {identity: words for identity, words in told.items() if words} == {}


@pytest.mark.parametrize("identity", ["unverified", "foreign"])
def test_a_search_for_hidden_words_answers_as_one_for_nothing(
    identity: str, network: Network, time_machine: TimeMachineFixture
) -> None:
    """Each list that takes words: a canary that the reader may not see finds nothing."""
    time_machine.move_to(timezone.now(), tick=False)  # pages tell how long something waits
    visitor = network.visitor(identity)
    routes = [route for route in all_routes() if is_list(route)]
    lists = [route.address({}) for route in routes if route.name not in THROUGH_THE_INDEX]
    hidden = {
        canary.place: canary.text
        for canary in network.aviary.canaries.values()
        if identity not in readers_of(canary) and canary.text.startswith("zq")
    }
    assert len(lists) >= 6
    assert len(hidden) >= 40
    for address in lists:
        nothing = searched(visitor, address, "zqnothingatallz")
        told = [word for word in hidden.values() if searched(visitor, address, word) != nothing]
        assert (address, told) == (address, [])


def test_the_index_of_tenders_holds_only_what_everybody_may_read(network: Network) -> None:
    everybody = Tender.objects.visible_to(AnonymousUser())
    held = {word for row in documents_of(everybody) for word in network.aviary.seen_in(str(row))}

    hidden = {
        word for word in held if readers_of(network.aviary.canaries[word]) != frozenset(IDENTITIES)
    }
    assert held
    assert hidden == set()


def test_mails_and_messages_tell_their_reader_only_what_she_may_know(network: Network) -> None:
    notifications.deliver_pending()

    owners = {person.email: identity for identity, person in network.people.items()}
    assert {owners[message.to[0]] for message in mail.outbox} == set(IDENTITIES[1:])
    for message in mail.outbox:
        identity = owners[message.to[0]]
        words = network.aviary.seen_in(f"{message.subject} {message.body}")
        subject, body = f"zqnotificationsubject{identity}z", f"zqnotificationbody{identity}z"
        assert (identity, words) == (identity, {subject, body})
