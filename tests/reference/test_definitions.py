"""What programmes mean by women-owned, and which of them stated facts meet."""

from urllib.parse import urlsplit

import pytest

from reference.definitions import QUESTIONS, Stated, Verdict, definitions, definitions_met

pytestmark = pytest.mark.pure

ALL_YES = dict.fromkeys(QUESTIONS, True)
MAJORITY = {"owned": 51, "managed": 51, "controlled": 51}


def verdicts(stated: Stated) -> dict[str, str]:
    return {row.definition.key: str(row.verdict) for row in definitions_met(stated)}


def outcome(key: str, stated: Stated):
    return next(row for row in definitions_met(stated) if row.definition.key == key)


def test_each_definition_names_its_source_and_its_day():
    known = [definition for definition in definitions() if definition.source]
    for definition in known:
        assert urlsplit(definition.source_url).scheme == "https"
        assert definition.as_of.year >= 2026
    assert [definition.key for definition in known] == [
        *("weconnect", "wbenc", "wosb", "edwosb", "wbe_canada", "iwa34_owned", "iwa34_led")
    ]


def test_nothing_stated_leaves_everything_unknown():
    assert {*verdicts(Stated()).values()} == {"unknown"}


def test_a_firm_of_us_citizens_that_states_all_meets_all_but_the_canadian_one():
    stated = Stated(
        shares=MAJORITY,
        citizen_of=frozenset({"US"}),
        resident_of=frozenset({"US"}),
        answers=ALL_YES,
        seat="US",
    )

    expected = dict.fromkeys((row.key for row in definitions()), "meets")
    assert verdicts(stated) == {**expected, "wbe_canada": "fails", "mexico": "unknown"}


def test_without_known_criteria_nothing_is_met_or_failed():
    """Mexican schemes: none with published criteria is known, whatever a firm states."""
    stated = Stated(shares=dict.fromkeys(MAJORITY, 0), answers=ALL_YES, seat="MX")

    row = outcome("mexico", stated)

    assert (row.verdict, row.failed, row.missing) == (Verdict.UNKNOWN, (), ())
    assert row.definition.source == row.definition.source_url == ""


def test_the_missing_fact_is_named():
    stated = Stated(shares=MAJORITY, answers=ALL_YES, seat="MX")

    row = outcome("wosb", stated)

    assert (row.verdict, row.missing, row.failed) == (Verdict.UNKNOWN, ("citizenship",), ())
    assert verdicts(stated)["iwa34_led"] == "meets"


@pytest.mark.parametrize(
    ("owned", "owned_verdict", "led_verdict"),
    [
        (24, "fails", "fails"),
        (25, "fails", "meets"),
        (50, "fails", "meets"),
        (51, "meets", "meets"),
    ],
)
def test_thresholds_hold_at_their_edge(owned, owned_verdict, led_verdict):
    got = verdicts(Stated(shares={**MAJORITY, "owned": owned}, answers=ALL_YES))

    assert (got["iwa34_owned"], got["iwa34_led"]) == (owned_verdict, led_verdict)


def test_one_failed_fact_decides_whatever_is_missing_besides():
    row = outcome("edwosb", Stated(shares={"owned": 40}))

    assert row.verdict == Verdict.FAILS
    assert row.failed == ("owned",)
    assert row.missing == (
        *("controlled", "citizenship", "highest_officer", "small_business", "disadvantaged"),
    )


def test_residents_count_for_some_and_a_seat_for_one():
    resident = Stated(
        shares=MAJORITY,
        citizen_of=frozenset({"MX"}),
        resident_of=frozenset({"US"}),
        answers=ALL_YES,
    )
    seated = Stated(shares=MAJORITY, citizen_of=frozenset({"MX"}), answers=ALL_YES, seat="CA")

    assert (verdicts(resident)["wbenc"], verdicts(resident)["wosb"]) == ("meets", "fails")
    assert verdicts(seated)["wbe_canada"] == "meets"
    assert outcome("wbenc", seated).missing == ("citizenship",)
