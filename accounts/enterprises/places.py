"""Where the enterprises of a list are: counted by region, laid on a map of tiles."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from accounts.models import Enterprise
from reference.models import Country, Region
from reference.tiles import Tile, tiles

SHADES = 4
TILE = 26  # units of the drawing
GAP = 2


@dataclass(frozen=True, slots=True)
class Spot:
    """A region of the map with what was counted there."""

    tile: Tile
    name: str
    number: int
    shade: int  # 0 for none, then 1 to SHADES

    @property
    def x(self) -> int:
        return self.tile.column * (TILE + GAP)

    @property
    def y(self) -> int:
        return self.tile.row * (TILE + GAP)

    @property
    def middle(self) -> int:
        return self.x + TILE // 2


@dataclass(frozen=True, slots=True)
class Line:
    """The same as a row of a list: a region, or a country for firms that name no region."""

    country: Country
    region: Region | None
    number: int


@dataclass(frozen=True, slots=True)
class Places:
    """A map and the list beside it, of the same numbers."""

    spots: list[Spot]
    lines: list[Line]

    @property
    def width(self) -> int:
        return max(spot.x for spot in self.spots) + TILE

    @property
    def height(self) -> int:
        return max(spot.y for spot in self.spots) + TILE


def places_of(rows: QuerySet[Enterprise]) -> Places:
    """Counted over all pages of the list, in three queries however long it is."""
    counted = (
        Enterprise.objects.filter(pk__in=rows.order_by().values("pk"))
        .order_by()
        .values_list("country", "region")
        .annotate(number=Count("pk"))
    )
    numbers = {(country, region): number for country, region, number in counted}
    countries = Country.objects.in_bulk([country for country, _region in numbers])
    regions = Region.objects.in_bulk()
    lines = [
        Line(countries[country], regions.get(region), number)
        for (country, region), number in numbers.items()
    ]
    by_region = {line.region.pk: line.number for line in lines if line.region}
    most = max(by_region.values(), default=1)
    return Places(
        spots=[
            spot(tile, regions[tile.code].name, by_region.get(tile.code, 0), most)
            for tile in tiles()
            if tile.code in regions
        ],
        lines=sorted(lines, key=lambda line: (-line.number, line.country.pk, name_of(line))),
    )


def spot(tile: Tile, name: str, number: int, most: int) -> Spot:
    # Rounded up: one firm is seen where another region has a hundred.
    return Spot(tile, name, number, -(-SHADES * number // most))


def name_of(line: Line) -> str:
    return line.region.name if line.region else ""
