"""Numbers as the readers of each language write them."""

from decimal import Decimal

import pytest
from django.utils import formats, translation


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "1,234,567.5"), ("es", "1,234,567.5"), ("fr", "1\u00a0234\u00a0567,5")],
)
def test_a_number_is_written_as_its_readers_do(language: str, written: str) -> None:
    with translation.override(language):
        assert formats.number_format(Decimal("1234567.5"), force_grouping=True) == written
