"""Bodies without the details of persons."""

import pytest

from tenders.sources.notice import Contact
from tenders.sources.plain_bodies import body_of, with_found, without_details


@pytest.mark.parametrize(
    "phone",
    ["303-555-0142", "(303) 555-0142", "303.555.0142", "+1 303 555 0142", "303-555-0142 ext. 12"],
)
def test_telephone_number_is_taken_out(phone: str) -> None:
    found = without_details(f"Call {phone} today.")

    assert found.text == "Call  today."
    assert found.phones == (phone,)


@pytest.mark.parametrize(
    "text",
    ["NSN 5305-00-123-4567", "2026-11-09", "$303 555 0142", "1234567890", "DE-AC02-303-555-0142-X"],
)
def test_number_of_another_kind_is_left(text: str) -> None:
    assert without_details(text).text == text


def test_addresses_and_given_names_are_taken_out() -> None:
    found = without_details(
        "Ask AVERY SAMPLE <a.sample@agency.example>, not Avery's office. Officer Lee stays.",
        names=["Avery Sample", "Lee"],
    )

    assert found.text == "Ask  <>, not Avery's office. Officer Lee stays."
    assert found.emails == ("a.sample@agency.example",)


def test_details_of_a_text_become_contacts_unless_they_are_known() -> None:
    known = Contact(name="Avery", email="a@agency.example", phone="+1 (303) 555-0142")
    text = without_details("A@agency.example, b@agency.example, 303-555-0142, 303-555-0143")

    assert with_found([known, Contact()], [text]) == (
        known,
        Contact(email="b@agency.example"),
        Contact(phone="303-555-0143"),
    )


def test_plain_words_become_paragraphs_and_html_stays() -> None:
    assert body_of("Pumps & wells\n\n2 < 3 lots", field="x") == (
        "<p>Pumps &amp; wells</p>\n<p>2 &lt; 3 lots</p>"
    )
    assert body_of("<b>Pumps</b><script>x</script>", field="x") == "<b>Pumps</b>"
