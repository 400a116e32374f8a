"""Who may read what stands in each field that holds words: a field that is not here fails.

public     everybody                      verified   people with a confirmed address
self       the person of the row          colleagues the person and her enterprise's people
own        people of the enterprise       operators  operators and programme administrators
staff      operators in the admin         nobody     it never leaves the database
profile, details, contact, offers, needs, certificates, ownership: as the enterprise chose
name       as the profile, and administrators, who look for twins
papers     the enterprise, and administrators where it was handed in for verification
party      the people of both sides; contact details those of one side until both said yes
administrator  administrators of the programme, not the operators of the machine
form       codes, keys and hashes that the code itself writes
derived    made of other fields, whose strings are looked for
A question mark: they may read it, but no page shows it.
"""

from django.apps import apps
from django.db import models

from tests.guards import declared_counseling

APPS = ("accounts", "tenders", "matchmaking", "counselors", "account")

DECLARED: dict[str, dict[str, str]] = {
    "accounts.User": {
        "password": "nobody",
        "email": "self",
        "full_name": "colleagues",
        "time_zone": "form",
    },
    "accounts.Enterprise": {
        "legal_name": "name",
        "trade_name": "profile",
        "about": "profile",
        "founded_year": "details",
        "languages": "form",
        "city": "contact",
        "website": "contact",
        "folded_name": "derived",
        "folded_about": "derived",
    },
    "accounts.Offer": {"title": "offers", "text": "offers", "folded": "derived"},
    "accounts.Need": {"title": "needs", "text": "needs", "folded": "derived"},
    "accounts.Certificate": {
        "standard": "certificates",
        "issuer": "certificates",
        "number": "certificates",
    },
    "accounts.OwnershipFacts": {
        "as_of_on": "ownership",
        **dict.fromkeys(("citizen_of", "resident_of", "answers"), "form"),
    },
    "accounts.ReplyRecord": {},
    "accounts.Project": {
        "title": "projects",
        "client": "projects",
        "currency": "form",
        "asked_address": "own?",
        "confirmed_name": "projects",
    },
    "accounts.StoredFile": {"name": "papers?", "digest": "form", "stored_as": "form"},
    "accounts.AuditEntry": {
        **dict.fromkeys(("pseudonym", "verb", "thing"), "form"),
        "reason": "papers?",
    },
    "accounts.Invitation": {"email": "own?", "token_hash": "form"},
    "accounts.RegistrationDraft": {"typed": "self"},
    "accounts.Letter": {
        **dict.fromkeys(("address", "subject", "body", "message_id"), "nobody"),
        "kind": "form",
    },
    "accounts.Consent": {"subject": "form", "fields": "form", "audience": "own?", "wording": "own"},
    "accounts.Disclosure": {"fields": "form", "to": "own"},
    "accounts.Membership": {},
    "accounts.Block": {},
    "accounts.MailChoice": {},
    "accounts.Notification": {
        "kind": "form",
        "cause": "nobody",
        "language": "form",
        "subject": "self",
        "body": "self",
        "path": "form",
        "message_id": "nobody",
        "last_error": "nobody",
    },
    "account.EmailAddress": {"email": "derived"},
    "account.EmailConfirmation": {"key": "form"},
    "tenders.Tender": {
        "source": "form",
        "source_id": "public",
        "reference": "public",
        "kind_raw": "public",
        "status_raw": "public",
        "title": "public",
        "language_published": "form",
        "language_detected": "form",
        "buyer": "public",
        "bank": "form",
        "project_number": "public",
        "project_name": "public",
        "regions": "form",
        "group_raw": "public",
        "method": "form",
        "method_raw": "public",
        "market_approach": "form",
        "deadline_zone": "form",
        "deadline_text": "public",
        "currency": "form",
        "value_kind": "form",
        "eligibility_raw": "public",
        "set_aside": "public",
        "flags": "form",
        "version_label": "public",
        "title_key": "form",
        "amends_key": "form",
        "reference_key": "form",
        "url": "public",
        "content_hash": "form",
        "reading_key": "form",
        "record": "nobody",
    },
    "tenders.TenderText": {
        "language": "form",
        "origin": "form",
        "title": "public",
        "body_html": "public",
        "body_text": "public",
    },
    "tenders.TenderCode": {"scheme": "form", "code": "public", "label": "public"},
    "tenders.TenderLink": {"url": "public", "title": "public", "kind": "form"},
    "tenders.TenderContact": {
        **dict.fromkeys(("name", "organization", "email", "phone", "address"), "verified"),
        "country": "verified?",
    },
    "tenders.TenderVersion": {
        "content_hash": "form",
        "facts": "derived",
        "changes": "derived",
        "raw": "nobody",
        "raw_hash": "form",
    },
    "tenders.Lot": {
        "number": "public",
        "title": "public",
        "text": "public",
        "currency": "form",
        "codes": "form",
    },
    "tenders.Award": {"supplier": "public", "supplier_country": "public", "currency": "form"},
    "tenders.DeadlineClaim": {"deadline_zone": "form", "deadline_text": "derived"},
    "tenders.OperatorFeed": {"code": "form", "name": "public", "url": "form"},
    "tenders.IngestionRun": {
        "source": "form",
        "origin": "operators",
        "fault": "operators",
        "warning": "operators",
        "holder": "nobody",
    },
    "tenders.QuarantinedRecord": {
        "source": "form",
        "record_id": "operators",
        "field": "operators",
        "reason": "operators",
        "raw": "staff",
        "raw_hash": "form",
    },
    "matchmaking.RecommendationList": dict.fromkeys(
        ("tender_index", "partner_index", "engine_version"), "form"
    ),
    "matchmaking.Recommendation": {
        "contributions": "derived",
        "eligibility_facts": "form",
        "feasibility_facts": "form",
    },
    "matchmaking.PartnerRecommendation": {"pairs": "derived"},
    "matchmaking.Watch": {},
    "matchmaking.Feedback": {},
    "matchmaking.Introduction": {"reason": "party"},
    "matchmaking.IntroductionContact": dict.fromkeys(
        ("name", "email", "phone", "website"), "party"
    ),
    "matchmaking.Message": {"text": "party"},
    "matchmaking.MeetingTime": {"zone": "form"},
    "matchmaking.Outcome": {},
    "matchmaking.RoomFile": {},
    "matchmaking.RefreshRound": {},
    "matchmaking.RefreshShard": {},
    "matchmaking.OpenRequest": {},
    "matchmaking.PartnerMark": {},
    "matchmaking.PartnerReport": {"text": "administrator"},
    "matchmaking.QualityRun": dict.fromkeys(
        ("engine_version", "data_fingerprint", "figures"), "form"
    ),
    **declared_counseling.DECLARED,
}


def holds_words(field: object) -> bool:
    """What people or sources may have written freely: no choice, no relation, no number."""
    kinds = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
    return isinstance(field, kinds) and not field.is_relation and not field.choices


def fields_with_words() -> dict[str, set[str]]:
    return {
        model._meta.label: {field.name for field in model._meta.fields if holds_words(field)}
        for name in APPS
        for model in apps.get_app_config(name).get_models()
    }
