"""Bodies of notices that come as plain words or as HTML, without the details of persons.

Descriptions name procurement officers with their addresses and numbers. Those belong among the
contacts, which only signed-in readers see, and not into a text that is searched and shown to all.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from tenders.sources.fields import LINE_LIMIT
from tenders.sources.markup import clean_body
from tenders.sources.notice import Contact

MOST_CONTACTS = 20

_EMAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
# Ten digits in the North American groups. Part and stock numbers are grouped in other ways.
_PHONE = re.compile(
    r"(?<![\w.$-])(?:\+?1[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}"
    r"(?:,? ?(?:ext|x|poste)\.? ?\d{1,6})?(?![\w-])",
    re.I,
)
# No number is without these; most texts have none, and looking for them is quickly done.
_DIGITS = re.compile(r"\d{3}[ .-]\d{4}")
_TAG = re.compile(r"<(?:/?[a-zA-Z][a-zA-Z0-9]{0,10}[\s/>]|!--)")


@dataclass(frozen=True, slots=True)
class Stripped:
    """A text without personal details, and the details that were in it."""

    text: str
    emails: tuple[str, ...]
    phones: tuple[str, ...]


def without_details(text: str, *, names: Iterable[str] = ()) -> Stripped:
    """Take out e-mail addresses, telephone numbers and the names that are given."""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    if "@" in text:
        emails = tuple(dict.fromkeys(found.strip(".'-") for found in _EMAIL.findall(text)))
        text = _EMAIL.sub("", text)
    if _DIGITS.search(text):
        phones = tuple(dict.fromkeys(_PHONE.findall(text)))
        text = _PHONE.sub("", text)
    # One word alone may well be a word of the text.
    for name in sorted({name for name in names if " " in name}, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "", text, flags=re.I)
    return Stripped(text, emails, phones)


def body_of(text: str, *, field: str) -> str:
    """Clean HTML; plain words keep their lines as paragraphs."""
    if not _TAG.search(text):
        lines = (line.strip() for line in html.unescape(text).splitlines())
        text = "\n".join(f"<p>{html.escape(line, quote=False)}</p>" for line in lines if line)
    return clean_body(text, field=field)


def with_found(contacts: Iterable[Contact], texts: Iterable[Stripped]) -> tuple[Contact, ...]:
    """The contacts that are stated, and one more for each detail that only a text holds."""
    known = [contact for contact in contacts if contact != Contact()]
    emails = {contact.email.casefold() for contact in known}
    phones = {_digits(contact.phone) for contact in known}
    for text in texts:
        for email in text.emails:
            if email.casefold() not in emails and len(email) <= LINE_LIMIT:
                emails.add(email.casefold())
                known.append(Contact(email=email))
        for phone in text.phones:
            if _digits(phone) not in phones:
                phones.add(_digits(phone))
                known.append(Contact(phone=phone))
    return tuple(known[:MOST_CONTACTS])


def _digits(phone: str) -> str:
    return "".join(character for character in phone if character.isdigit())[-10:]
