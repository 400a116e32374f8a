"""The map of tiles: every state and province once, each on a place of its own."""

import pycountry
import pytest

from reference.tiles import tiles

pytestmark = pytest.mark.pure
# Territories far out, which no firm of the three countries' clusters is expected to name.
LEFT_OUT = {"US-AS", "US-GU", "US-MP", "US-UM", "US-VI"}


def test_every_state_and_province_has_a_tile() -> None:
    there = {
        region.code
        for country in ("US", "MX", "CA")
        for region in pycountry.subdivisions.get(country_code=country)
    }
    assert {tile.code for tile in tiles()} == there - LEFT_OUT


def test_no_two_tiles_lie_on_each_other() -> None:
    places = [(tile.column, tile.row) for tile in tiles()]
    assert len({*places}) == len(places) == 97


def test_the_south_lies_below_the_north() -> None:
    row = {tile.code: tile.row for tile in tiles()}
    assert row["CA-MB"] < row["US-KS"] < row["US-TX"] < row["MX-SLP"] < row["MX-CHP"]
