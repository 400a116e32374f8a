"""What a reader types into the search box: words, "phrases", -words to leave out, field:values.

Reading never fails: what is no operator is a word. A value that no row can have is named.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from reference.codes import SCHEMES
from reference.models import Country, in_alphabet
from tenders import registry
from tenders.models import Tender, TenderCode
from tenders.source_names import name_of, name_of_code

# The words for a field in the languages of the interface, without accents.
FIELD_WORDS = {
    **dict.fromkeys(("buyer", "comprador", "acheteur"), "buyer"),
    **dict.fromkeys(("country", "pais", "pays"), "country"),
    **dict.fromkeys(("source", "fuente"), "source"),
    **dict.fromkeys(("code", "codigo"), "code"),
}
TYPED_QUOTES = str.maketrans(dict.fromkeys("“”„«»\uff02", '"'))
TOKEN = re.compile(
    r'(?<![^\s"])(?P<minus>[-\u2212\u2013]+)?(?:(?P<field>[^\W\d_]+):(?=[^\s]))?'
    r'(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))'
)
# In these schemes trailing zeros only fill up the places: 09330000 is the group 0933.
ZERO_FILLED = ("cpv", "unspsc")
EIGHT_DIGITS = 8
# A letter stands for itself with any accent, so that all spellings of a word are found.
ACCENTED = {
    "a": "aàáâãäå", "c": "cç", "e": "eèéêë", "i": "iìíîï", "n": "nñ", "o": "oòóôõö", "u": "uùúûü",
    "y": "yýÿ",
}  # fmt: skip
# A word that is left out takes its plural with it.
PLURAL = "(?:e?s|x)?"


class UnknownValue(ValueError):
    """A field was asked for a value that does not exist. `name` is the field, `value` as typed."""

    def __init__(self, name: str, value: str) -> None:
        super().__init__(f"{name}: {value}")
        self.name, self.value = name, value


@dataclass(frozen=True)
class FieldWord:
    """One field:value, or -field:value."""

    name: str
    value: str
    is_excluded: bool = False


@dataclass(frozen=True)
class Query:
    """A search taken apart."""

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    fields: tuple[FieldWord, ...] = ()
    # Where the plain words stand in the text, for putting another word in the place of one.
    places: tuple[tuple[int, int], ...] = field(default=(), compare=False)

    @property
    def about(self) -> str:
        """What the index is asked: the words, and those of the phrases."""
        return " ".join((*self.words, *self.phrases))

    @property
    def only_leaves_out(self) -> bool:
        return bool(self.excluded) and not self.about

    @property
    def reads_texts(self) -> bool:
        """Whether the texts themselves decide, not the index alone."""
        return bool(self.phrases or self.excluded)

    def accepts(self, text: str) -> bool:
        """Whether a text holds each phrase and none of what is left out."""
        return all(map(_found_in(text), self._wanted)) and not any(
            map(_found_in(text), self._unwanted)
        )

    def spans(self, text: str) -> list[str]:
        """The phrases as they stand in a text, so that a page can mark them."""
        return [found.group() for pattern in self._wanted for found in pattern.finditer(text)]

    @property
    def _wanted(self) -> list[re.Pattern[str]]:
        return [_whole(loosely(phrase)) for phrase in self.phrases]

    @property
    def _unwanted(self) -> list[re.Pattern[str]]:
        return [_whole(loosely(words) + PLURAL) for words in self.excluded]


def parse(text: str) -> Query:
    """A search as typed. An unclosed quotation mark is passed over."""
    words: list[str] = []
    phrases: list[str] = []
    excluded: list[str] = []
    fields: list[FieldWord] = []
    places: list[tuple[int, int]] = []
    for found in TOKEN.finditer(_balanced(text.translate(TYPED_QUOTES))):
        value = (found["phrase"] or found["word"] or "").strip()
        if not any(map(str.isalnum, value)):
            continue
        name, value = _field_of(found["field"], value)
        if name:
            fields.append(FieldWord(name, value, is_excluded=bool(found["minus"])))
        elif found["minus"]:
            excluded.append(value)
        elif found["phrase"] is not None:
            phrases.append(value)
        else:
            words.append(value)
            places.append((found.start(), found.end()))
    return Query(tuple(words), tuple(phrases), tuple(excluded), tuple(fields), tuple(places))


def condition_of(fields: Iterable[FieldWord]) -> Q:
    """The rows that carry these values; `UnknownValue` for a country or source that is none."""
    condition = Q()
    for word in fields:
        one = CONDITIONS[word.name](word.value)
        condition &= ~one if word.is_excluded else one
    return condition


def loosely(text: str) -> str:
    """A pattern for a text in any case, with or without accents and with any spaces.

    It says the same to Python, to SQLite and to PostgreSQL.
    """
    pieces = []
    for letter in " ".join(in_alphabet(text).split()):
        variants = ACCENTED.get(letter)
        pieces.append(f"[{variants}]" if variants else re.escape(letter))
    return "".join(pieces).replace(r"\ ", r"\s+")


def _balanced(text: str) -> str:
    """The same with a space for the last quotation mark, where it closes or opens nothing."""
    if text.count('"') % 2 == 0:
        return text
    before, _mark, after = text.rpartition('"')
    return f"{before} {after}"


def _field_of(typed: str | None, value: str) -> tuple[str, str]:
    """The field that a word before a colon names. Another word belongs to the value: "3:1"."""
    if not typed:
        return "", value
    word = in_alphabet(typed)
    if word in SCHEMES:
        return "code", f"{word}:{value}"
    name = FIELD_WORDS.get(word, "")
    return name, value if name else f"{typed}:{value}"


def _found_in(text: str) -> Callable[[re.Pattern[str]], bool]:
    return lambda pattern: pattern.search(text) is not None


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]){pattern}(?![^\W_])", re.IGNORECASE)


def _buyer(value: str) -> Q:
    return Q(buyer__iregex=loosely(value))


def _country(value: str) -> Q:
    """By its two letters, or by its name in any of the languages."""
    wanted = in_alphabet(value)
    for country in Country.objects.all():
        names = (country.code, country.name_en, country.name_es, country.name_fr)
        if wanted in map(in_alphabet, names):
            links = Tender.countries.through.objects.filter(country=country)
            return Q(pk__in=links.values("tender"))
    raise UnknownValue("country", value)


def _source(value: str) -> Q:
    """By its code, its letters or a part of its name."""
    wanted = in_alphabet(value)
    known = registry.sources()
    exact = [
        code
        for code in known
        if wanted in (code, code.replace("_", " "), in_alphabet(name_of_code(code)))
    ]
    found = exact or [
        code for code, source in known.items() if wanted in in_alphabet(name_of(source))
    ]
    if not found:
        raise UnknownValue("source", value)
    return Q(source__in=found)


def _code(value: str) -> Q:
    """By its beginning, with or without the scheme: a shorter code is the wider field."""
    scheme, separator, digits = value.rpartition(":")
    digits = digits.upper()
    may_be_filled = scheme in ZERO_FILLED or (not separator and len(digits) == EIGHT_DIGITS)
    if may_be_filled and digits.isdecimal():
        digits = digits.rstrip("0") or digits
    codes = TenderCode.objects.filter(code__startswith=digits)
    if separator:
        codes = codes.filter(scheme=in_alphabet(scheme))
    return Q(pk__in=codes.values("tender"))


CONDITIONS: dict[str, Callable[[str], Q]] = {
    "buyer": _buyer,
    "country": _country,
    "source": _source,
    "code": _code,
}
