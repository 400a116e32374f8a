"""TED: XML by local names, archives under caps, and answers of the search API."""

import io
import json
import zipfile
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from tenders.sources import archives, source_named
from tenders.sources.base import UNREADABLE, BadPayload, BadRecord
from tenders.sources.notice import (
    Award,
    CodeScheme,
    Contact,
    Deadline,
    DeadlinePrecision,
    DeadlineState,
    Link,
    Lot,
    MarketApproach,
    Notice,
    NoticeCode,
    NoticeGroup,
    NoticeType,
    TextOrigin,
    ValueKind,
)
from tests.tenders.sources.samples import SAMPLES, sample_records

ted = source_named("ted")
XML = (SAMPLES / "ted.xml").read_text()
FORM_END = "</F02_2014>\n</FORM_SECTION>"


def from_xml(text: str = XML) -> Notice:
    return ted.parse(ted.read(text.encode())[0])


def hit(number: int, **changes: Any) -> Notice:
    renamed = {name.replace("_", "-"): value for name, value in changes.items()}
    return ted.parse(sample_records("ted.json")[number - 1] | renamed)


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def test_notice_in_xml_is_read_in_full() -> None:
    found = from_xml()

    assert (found.source_id, found.reference) == ("98765-2026", "26-014")
    assert found.notice_type == NoticeType.INVITATION
    assert found.notice_type_raw == "Contract notice"
    assert found.buyer == "Régie des énergies d'Exemple"
    assert (found.buyer_country, found.countries) == ("FR", ("FR",))
    assert found.codes == (
        NoticeCode(CodeScheme.CPV, "09331200", "Solar photovoltaic modules", "en"),
    )
    assert (found.group, found.market_approach) == (NoticeGroup.GOODS, MarketApproach.OPEN)
    assert (found.value, found.currency) == (Decimal("1800000.00"), "EUR")
    assert found.value_kind == ValueKind.ESTIMATE
    assert found.published_on == date(2026, 2, 17)
    assert found.eligibility_raw == "European Union, with participation by GPA countries"
    assert found.links == (
        Link("https://ted.europa.eu/udl?uri=TED:NOTICE:98765-2026:TEXT:FR:HTML"),
    )
    assert found.documents == (Link("https://marches.example/dce", type="document"),)


def test_original_comes_first_then_translations_then_titles_of_the_machine() -> None:
    found = from_xml()

    assert [(text.language, text.title, text.origin) for text in found.texts] == [
        ("fr", "Toitures solaires pour les écoles", TextOrigin.ORIGINAL),
        ("en", "Solar roofs for schools", TextOrigin.OFFICIAL_TRANSLATION),
        ("es", "Módulos solares fotovoltaicos", TextOrigin.MACHINE_LABEL),
    ]
    assert found.language_published == "fr"


def test_body_has_the_words_of_all_lots_and_no_addresses() -> None:
    assert from_xml().texts[0].body_text.splitlines() == [
        "Fourniture de modules, 2e phase.",
        "Écrire à .",
        "Huit écoles.",
        "Quatre écoles.",
        "Écoles du nord",
        "Écoles du sud",
    ]


def test_office_of_the_buyer_is_a_contact() -> None:
    assert from_xml().contacts == (
        Contact(
            "Service achats",
            "Régie des énergies d'Exemple",
            "achats@regie.example",
            "+33 400000000",
            "1 place du Soleil, 13001, Marseille",
            "FR",
        ),
    )


def test_lots_have_their_own_value_and_codes() -> None:
    assert from_xml().lots == (
        Lot(
            "1",
            "Écoles du nord",
            "Huit écoles.",
            Decimal("1100000.00"),
            "EUR",
            (NoticeCode(CodeScheme.CPV, "09331200"),),
        ),
        Lot("2", "Écoles du sud", "Quatre écoles."),
    )


def test_deadline_is_local_and_has_no_zone() -> None:
    assert from_xml().deadline == Deadline(
        DeadlineState.KNOWN,
        on=date(2026, 3, 23),
        at_time=time(12, 0),
        precision=DeadlinePrecision.MINUTE,
        source_text="20260323 12:00",
    )


def test_deadline_of_the_form_counts_where_the_coded_one_is_missing() -> None:
    field = "<DT_DATE_FOR_SUBMISSION>20260323 12:00</DT_DATE_FOR_SUBMISSION>"

    deadline = from_xml(XML.replace(field, "")).deadline

    assert (deadline.on, deadline.at_time) == (date(2026, 3, 23), time(12, 0))
    assert deadline.source_text == "2026-03-23 12:00"


@pytest.mark.parametrize("namespace", ["http://formex.publications.europa.eu/ted/x", "", "ted/S02"])
def test_namespace_does_not_matter(namespace: str) -> None:
    known = "http://publications.europa.eu/resource/schema/ted/R2.0.9/publication"

    assert from_xml(XML.replace(known, namespace)) == from_xml()


@pytest.mark.parametrize("code", ["0", "7", "K", "V"])
def test_early_warnings_and_awards_have_no_deadline(code: str) -> None:
    found = from_xml(XML.replace('DOCUMENT_TYPE CODE="3"', f'DOCUMENT_TYPE CODE="{code}"'))

    assert found.deadline == Deadline(DeadlineState.NONE_APPLICABLE)


def test_winners_of_one_contract_share_it() -> None:
    winner = (
        "<CONTRACTOR><ADDRESS_CONTRACTOR><OFFICIALNAME>%s</OFFICIALNAME>"
        '<COUNTRY VALUE="UK"/></ADDRESS_CONTRACTOR></CONTRACTOR>'
    )
    award = (
        "<AWARD_CONTRACT><AWARDED_CONTRACT><DATE_CONCLUSION_CONTRACT>2026-05-02"
        f"</DATE_CONCLUSION_CONTRACT>{winner % 'Solar Ltd'}{winner % 'Roof Ltd'}"
        '<VALUES><VAL_TOTAL CURRENCY="GBP">9 500.50</VAL_TOTAL></VALUES>'
        "</AWARDED_CONTRACT></AWARD_CONTRACT>"
    )

    found = from_xml(XML.replace(FORM_END, award + FORM_END))

    assert found.awards == tuple(
        Award(name, "GB", Decimal("9500.50"), "GBP", date(2026, 5, 2), shared=True)
        for name in ("Solar Ltd", "Roof Ltd")
    )


def test_corrigendum_brings_the_new_deadline_and_points_to_what_it_amends() -> None:
    change = (
        "<CHANGE><WHERE><SECTION>IV.2.2)</SECTION></WHERE><OLD_VALUE><DATE>2026-03-23</DATE>"
        "</OLD_VALUE><NEW_VALUE><DATE>2026-04-02</DATE><TIME>10:00</TIME></NEW_VALUE></CHANGE>"
    )
    text = XML.replace('DOCUMENT_TYPE CODE="3"', 'DOCUMENT_TYPE CODE="2"')

    found = from_xml(text.replace(FORM_END, change + FORM_END))

    assert found.notice_type == NoticeType.AMENDMENT
    assert (found.deadline.on, found.deadline.at_time) == (date(2026, 4, 2), time(10, 0))
    assert found.amends_hint == "Toitures solaires pour les écoles"


def test_hit_of_a_search_is_read_in_full() -> None:
    found = hit(1)

    assert found.source_id == "712345-2026"
    assert found.notice_type == NoticeType.INVITATION
    assert [(text.language, text.origin) for text in found.texts] == [
        ("fr", TextOrigin.ORIGINAL),
        ("en", TextOrigin.MACHINE_LABEL),
    ]
    assert found.texts[0].body_text == "Pose de panneaux sur douze écoles. Contact :"
    assert found.contacts == (Contact(email="bureau@ville.example"),)
    assert (found.buyer, found.buyer_country) == ("Ville d'Exemple", "BE")
    assert [code.code for code in found.codes] == ["09331200", "45261215"]
    assert (found.group, found.market_approach) == (NoticeGroup.WORKS, MarketApproach.OPEN)
    assert (found.value, found.currency) == (Decimal(750000), "EUR")
    assert found.links == (Link("https://ted.europa.eu/en/notice/-/detail/712345-2026"),)


def test_deadline_of_a_hit_has_its_offset_where_it_has_a_time() -> None:
    deadline = hit(1).deadline

    assert (deadline.on, deadline.at_time) == (date(2026, 12, 11), time(12, 0))
    assert (deadline.zone, deadline.zone_known) == ("Etc/GMT-1", True)


def test_first_deadline_of_several_lots_counts_as_a_day() -> None:
    deadline = hit(
        1,
        deadline_receipt_tender_date_lot=["2026-12-18+01:00", "2026-12-11+01:00"],
        deadline_receipt_tender_time_lot=["10:00:00+01:00", "12:00:00+01:00"],
    ).deadline

    assert (deadline.on, deadline.at_time, deadline.zone) == (date(2026, 12, 11), None, "")


def test_plain_values_are_as_good_as_lists_and_languages() -> None:
    found = hit(2)

    assert found.texts[0].title == "Spain – Wind farm – Suministro"
    assert (found.buyer_country, found.notice_type) == ("ES", NoticeType.AWARD)
    assert (found.value, found.value_kind) == (Decimal(1200000), ValueKind.AWARD)


def test_number_is_the_same_in_both_formats() -> None:
    assert hit(1, publication_number="0098765-2026").source_id == from_xml().source_id


def test_archive_gives_its_notices_and_its_paths_mean_nothing() -> None:
    payload = zipped(a=XML.encode(), __etc__passwd=XML.encode())

    assert ted.read(payload) == ted.read(XML.encode()) * 2
    assert list(ted.stream(io.BytesIO(payload))) == ted.read(payload)


def test_broken_member_does_not_cost_the_others() -> None:
    payload = zipped(a=b"no xml", b=XML.encode(), c=b"<OTHER/>")

    first, second, third = ted.read(payload)

    assert [first, third] == [
        {UNREADABLE: "The XML is not valid in line 1."},
        {
            UNREADABLE: "The XML is no TED_EXPORT, so it is no notice of the schema R2.0.9.",
        },
    ]
    assert ted.record_id(second) == "98765-2026"


def test_archive_that_swells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MEMBER_LIMIT", 1_000)

    with pytest.raises(BadPayload) as caught:
        ted.read(zipped(a=b"x" * 1_001))

    assert str(caught.value) == "The ZIP file holds a member larger than 1,000 bytes."


def test_archive_that_lies_about_its_size_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MEMBER_LIMIT", 1_000)
    payload = bytearray(zipped(a=b"x" * 100_000))
    # The size in the directory at the end; the data unpacks to a hundred times as much.
    directory = payload.index(b"PK\x01\x02")
    payload[directory + 24 : directory + 28] = (900).to_bytes(4, "little")

    with pytest.raises(BadPayload):
        ted.read(bytes(payload))


def test_archive_with_too_many_members_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_MEMBERS", 1)

    with pytest.raises(BadPayload) as caught:
        ted.read(zipped(a=b"", b=b""))

    assert str(caught.value) == "The ZIP file holds more than 1 members."


def test_archive_that_is_encrypted_is_refused() -> None:
    payload = bytearray(zipped(a=XML.encode()))
    payload[payload.index(b"PK\x01\x02") + 8] |= 1

    with pytest.raises(BadPayload) as caught:
        ted.read(bytes(payload))

    assert str(caught.value) == "The ZIP file is encrypted."


@pytest.mark.parametrize(
    ("payload", "fault"),
    [
        (
            b'<!DOCTYPE a [<!ENTITY b "c">]><TED_EXPORT>&b;</TED_EXPORT>',
            "The XML brings a document type or entities, which are refused.",
        ),
        (b"<OTHER/>", "The XML is no TED_EXPORT, so it is no notice of the schema R2.0.9."),
        (b"<TED_EXPORT>", "The XML ends early, in line 1."),
        (b"{}", "The JSON has no key 'notices', so it is no answer of TED's search."),
        (b'{"notices": 7}', "The key 'notices' holds no list of notices."),
        (
            json.dumps({"notices": [], "timedOut": True}).encode(),
            "TED's search ran out of time, so its answer is not whole.",
        ),
        (b"PK\x03\x04broken", "The ZIP file cannot be read: BadZipFile."),
    ],
)
def test_fault_is_named(payload: bytes, fault: str) -> None:
    with pytest.raises(BadPayload) as caught:
        ted.read(payload)

    assert str(caught.value) == fault


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('DOC_ID="098765-2026"', 'DOC_ID="x"', "DOC_ID is no number such as 82879-2017: 'x'"),
        (' DOC_ID="098765-2026"', "", "DOC_ID is missing"),
        ('<TD_DOCUMENT_TYPE CODE="3">', "<TD_DOCUMENT_TYPE>", "TD_DOCUMENT_TYPE is missing"),
        ("20260217", "20260231", "DATE_PUB is 2026-02-31, a day that does not exist"),
        (
            "20260323 12:00",
            "soon",
            "DT_DATE_FOR_SUBMISSION is no day such as 20160923: 'soon'",
        ),
        ("F02_2014 CATEGORY", "F02_2014 X", None),
    ],
)
def test_broken_field_is_named_with_its_reason(old: str, new: str, fault: str | None) -> None:
    text = XML.replace(old, new)
    if fault is None:
        assert from_xml(text).texts[0].title == "Solar roofs for schools"
        return
    with pytest.raises(BadRecord) as caught:
        from_xml(text)

    assert str(caught.value) == fault


def test_record_whose_number_was_changed_is_refused() -> None:
    record = ted.read(XML.encode())[0] | {"DOC_ID": "1-2026"}

    with pytest.raises(BadRecord) as caught:
        ted.parse(record)

    assert str(caught.value) == "DOC_ID is not that of the document"
