"""What readers see as the name of a source or of a bank, in their language: the one place."""

from django.utils.translation import gettext

from reference.bank_names import BankName, bank_name
from reference.models import name_language
from tenders.sources import SOURCES
from tenders.sources.base import Source


def name_of(source: Source) -> str:
    """A bank is called as it calls itself in that language; an operator's feed as it was added."""
    if source.code not in SOURCES:
        return source.name
    bank = _bank_itself(source)
    return str(bank) if bank else gettext(source.name)


def name_of_code(code: str) -> str:
    """For narrow tables: the letters of a bank, or the name; an operator's feed keeps its code."""
    source = SOURCES.get(code)
    if source is None:
        return code
    bank = _bank_itself(source)
    return bank.short or bank.name if bank else name_of(source)


def attribution_of(source: Source) -> str:
    """Whom to name as the author, with the licence; "" where that is the source's name again."""
    is_told_already = source.attribution in ("", source.name)
    return "" if is_told_already else gettext(source.attribution)


def name_of_bank(bank: str) -> str:
    """The bank that pays; one that no table knows keeps its code."""
    name = bank_name(bank, name_language())
    return str(name) if name else bank


def _bank_itself(source: Source) -> BankName | None:
    """The bank, where the source is nothing else but its notices."""
    in_english = bank_name(source.bank, "en")
    is_bank = in_english is not None and in_english.name == source.name
    return bank_name(source.bank, name_language()) if is_bank else None
