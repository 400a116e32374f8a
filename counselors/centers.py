"""Centers by the regions they serve: a map of tiles, and the list beside it with the same facts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from counselors.models import Center
from reference.models import Region
from reference.tiles import Tile, tiles

SIDE = 26  # units of the drawing
GAP = 2
SHADES = 4


@dataclass(frozen=True, slots=True)
class Spot:
    """A region of the map and how many centers serve it; shade 0 for none, up to SHADES."""

    tile: Tile
    name: str
    number: int

    @property
    def shade(self) -> int:
        return min(self.number, SHADES)

    @property
    def x(self) -> int:
        return self.tile.column * (SIDE + GAP)

    @property
    def y(self) -> int:
        return self.tile.row * (SIDE + GAP)

    @property
    def middle(self) -> int:
        return self.x + SIDE // 2


@dataclass(frozen=True, slots=True)
class Map:
    """All regions that have a tile."""

    spots: list[Spot]

    @property
    def width(self) -> int:
        return max(spot.x for spot in self.spots) + SIDE

    @property
    def height(self) -> int:
        return max(spot.y for spot in self.spots) + SIDE


def listed(region: str = "") -> QuerySet[Center]:
    """Centers by country and name, with the number of their listed counselors."""
    shown = Q(
        counselors__verified_at__isnull=False,
        counselors__is_listed=True,
        counselors__user__is_active=True,
    )
    rows = Center.objects.select_related("country", "region").prefetch_related("regions_served")
    if region:
        in_it = Center.objects.filter(Q(region=region) | Q(regions_served=region))
        rows = rows.filter(pk__in=in_it.values("pk"))
    people = Count("counselors", filter=shown, distinct=True)
    return rows.annotate(people=people).order_by("country_id", "name", "pk")


def on_map(centers: Iterable[Center]) -> Map:
    """How many of the centers lie in each region or serve it; a center counts as often as given."""
    numbers = Counter(region for center in centers for region in regions_of(center))
    regions = Region.objects.in_bulk()
    return Map(
        [
            Spot(tile, regions[tile.code].name, numbers[tile.code])
            for tile in tiles()
            if tile.code in regions
        ]
    )


def regions_of(center: Center) -> set[str]:
    served = {region.pk for region in center.regions_served.all()}
    return served | {center.region_id} if center.region_id else served
