"""Day or month first: only what a file proves."""

from datetime import date

import pytest

from tenders.sources.base import BadRecord
from tenders.sources.day_orders import DAY_ORDER, DayOrder, day_in_digits, proven_order


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["27-07-2022", "03-04-2022"], DayOrder.DAY),
        (["07/27/2022", "03/04/2022"], DayOrder.MONTH),
        (["03-04-2022"], DayOrder.UNPROVEN),
        (["27-07-2022", "07-27-2022"], DayOrder.UNPROVEN),
        (["2022/07/27", "", "tomorrow"], DayOrder.UNPROVEN),
    ],
)
def test_order_is_what_the_dates_of_the_file_prove(texts: list[str], order: DayOrder) -> None:
    assert proven_order(texts) == order


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2022/07/27", "unproven", date(2022, 7, 27)),
        ("2022-07-27", "unproven", date(2022, 7, 27)),
        ("03-04-2022", "day", date(2022, 4, 3)),
        ("03-04-2022", "month", date(2022, 3, 4)),
        ("03-04-2022", "unproven", None),
        ("04-04-2022", "unproven", date(2022, 4, 4)),
        ("27-04-2022", "unproven", date(2022, 4, 27)),
        ("04.27.2022", "unproven", date(2022, 4, 27)),
        ("", "day", None),
    ],
)
def test_day_is_read_in_the_proven_order(text: str, order: str, day: date | None) -> None:
    assert day_in_digits({"on": text, DAY_ORDER: order}, "on") == day


@pytest.mark.parametrize("text", ["2022/02/30", "30-30-2022", "soon"])
def test_day_that_does_not_exist_is_a_bad_record(text: str) -> None:
    with pytest.raises(BadRecord) as caught:
        day_in_digits({"on": text}, "on")

    assert caught.value.field == "on"
