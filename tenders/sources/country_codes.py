"""Countries written as codes of two or three letters, to ISO 3166-1 alpha-2."""

from functools import cache

import pycountry

from tenders.sources.country_names import country_code

# The European Union and its statistics write these two in a way of their own.
_OWN = {"UK": "GB", "EL": "GR", "XK": "XK", "XKX": "XK", "1A0": "XK"}


def from_code(code: str) -> str:
    """The country of a code such as CA, CAN or UK; "" for any other text."""
    return _codes().get(code.strip().upper(), "")


def from_code_or_name(text: str) -> str:
    """The country that a publisher wrote in either way."""
    return from_code(text) or country_code(text)


@cache
def _codes() -> dict[str, str]:
    codes = {country.alpha_2: country.alpha_2 for country in pycountry.countries}
    codes |= {country.alpha_3: country.alpha_2 for country in pycountry.countries}
    return codes | _OWN


def language_of(code: str) -> str:
    """The language of a tag such as en, en-GB or fra, in two letters; "" where there is none."""
    return _languages().get(code.strip().lower().partition("-")[0], "")


@cache
def _languages() -> dict[str, str]:
    known = [each for each in pycountry.languages if hasattr(each, "alpha_2")]
    codes = {each.alpha_2: each.alpha_2 for each in known}
    return codes | {each.alpha_3: each.alpha_2 for each in known}
