"""Pure: read, tidy and climb the codes of industries, products and bank sectors.

A code is written "scheme:value", as in "naics:221114". NAICS (US, Canada) and SCIAN (Mexico) agree
up to five digits by design; the sixth digit is each country's own, so 221113 is nuclear power in
NAICS and solar power in SCIAN. The shared part always climbs as NAICS.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

SCHEMES = ("naics", "scian", "cpv", "unspsc", "psc", "wb")
SHARED_DIGITS = 5

INDUSTRY = re.compile(r"[1-9]\d{1,5}|31-33|44-45|48-49")
CPV = re.compile(r"(\d{8})(?:-\d)?")
UNSPSC = re.compile(r"\d{8}")
PSC = re.compile(r"\d{2}(?:\d{2})?|[A-Z](?:[A-Z0-9](?:[A-Z0-9]{2})?)?")
WORLD_BANK = re.compile(r"[A-Z]{2}")

SECTOR_RANGES = {
    str(sector): f"{first}-{last}"
    for first, last in ((31, 33), (44, 45), (48, 49))
    for sector in range(first, last + 1)
}

# Trade, government and waste are cut differently by each country, already above the sixth digit.
NOT_SHARED = ("41", "42", "43", "44", "45", "46", "562", "91", "92", "93")


class BadCode(ValueError):
    """A text that is no code of its scheme, or names no scheme that we know."""


@dataclass(frozen=True, slots=True, order=True)
class Code:
    """One code of one scheme, already tidied."""

    scheme: str
    value: str

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


def parse(text: str) -> Code:
    """Read "scheme:value"."""
    scheme, separator, value = text.partition(":")
    if not separator:
        raise BadCode(f"{text[:40]!r} has no scheme before a colon")
    return normalise(scheme, value)


def normalise(scheme: str, value: str) -> Code:
    """Tidy a value of a scheme: spaces and the CPV check digit go, ranges of sectors stay whole."""
    scheme = scheme.strip().lower()
    if scheme not in READERS:
        raise BadCode(f"{scheme[:20]!r} is no scheme of codes that we know")
    tidy = value.strip().upper()
    read = READERS[scheme](tidy) if value.isascii() else None
    if read is None:
        raise BadCode(f"{value[:40]!r} is no {scheme} code")
    return Code(scheme, read)


def ancestors(code: Code) -> tuple[Code, ...]:
    """The wider codes that contain this one, nearest first."""
    if code.scheme in ("naics", "scian"):
        return _wider_industries(code)
    if code.scheme in ("cpv", "unspsc"):
        return tuple(Code(code.scheme, value) for value in _wider_products(code))
    if code.scheme == "psc":
        return tuple(Code("psc", value) for value in _wider_psc(code.value))
    return ()


def as_naics(code: Code) -> Code | None:
    """The NAICS code that a SCIAN code shares; None where Mexico cuts the field its own way."""
    if code.scheme == "naics":
        return code
    shared = _shared_part(code)
    return Code("naics", shared) if shared else None


def is_same_industry(first: Code, second: Code) -> bool:
    """Whether two codes agree: whole within a scheme, to five digits between NAICS and SCIAN."""
    if first.scheme == second.scheme:
        return first == second
    shared = _shared_part(first)
    return shared is not None and shared == _shared_part(second)


def _shared_part(code: Code) -> str | None:
    if code.scheme not in ("naics", "scian") or code.value.startswith(NOT_SHARED):
        return None
    return code.value[:SHARED_DIGITS]


def _read_industry(value: str) -> str | None:
    return SECTOR_RANGES.get(value, value) if INDUSTRY.fullmatch(value) else None


def _read_cpv(value: str) -> str | None:
    match = CPV.fullmatch(value)
    return match.group(1) if match else None


def _reader(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    def read(value: str) -> str | None:
        return value if pattern.fullmatch(value) else None

    return read


READERS: dict[str, Callable[[str], str | None]] = {
    "naics": _read_industry,
    "scian": _read_industry,
    "cpv": _read_cpv,
    "unspsc": _reader(UNSPSC),
    "psc": _reader(PSC),
    "wb": _reader(WORLD_BANK),
}


def _wider_industries(code: Code) -> tuple[Code, ...]:
    if "-" in code.value:
        return ()
    scheme = code.scheme if _shared_part(code) is None else "naics"
    cut = (code.value[:length] for length in range(len(code.value) - 1, 1, -1))
    return tuple(Code(scheme, SECTOR_RANGES.get(value, value)) for value in cut)


def _wider_products(code: Code) -> list[str]:
    # UNSPSC grows two digits a level. CPV grows one, below a division of two digits.
    step = 2 if code.scheme == "unspsc" else 1
    stem = code.value.rstrip("0")
    stem = stem.ljust(-(-max(len(stem), 2) // step) * step, "0")
    return [stem[:length].ljust(8, "0") for length in range(len(stem) - step, 1, -step)]


def _wider_psc(value: str) -> list[str]:
    if value.isdigit():
        return [value[:2]] if len(value) > 2 else []
    return [value[:length] for length in (2, 1) if length < len(value)]
