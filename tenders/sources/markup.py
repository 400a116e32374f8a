"""Foreign words made safe: plain lines, and HTML cut down to plain formatting.

What comes from outside is hostile until it has been through here, and it is escaped again on the
way out.
"""

import html
import re
import unicodedata
from html.parser import HTMLParser

import nh3

from tenders.sources.base import BadRecord

TITLE_LIMIT = 1_000
BODY_LIMIT = 400_000
# The cleaner's time grows with the square of the nesting: 80,000 open <div> took 22 seconds.
TAG_LIMIT = 20_000

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_LISTS = {"ul", "ol", "li", "dl", "dt", "dd"}
_TABLES = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
_BLOCKS = {"p", "div", "blockquote", "pre", "hr", "br"} | _HEADINGS | _LISTS | _TABLES
_INLINE = {"a", "b", "strong", "i", "em", "u", "s", "sub", "sup", "code"}
_UNWANTED_WITH_CONTENT = {"script", "style", "title", "noscript", "iframe", "template", "xml"}

_CLEANER = nh3.Cleaner(
    tags=_BLOCKS | _INLINE,
    clean_content_tags=_UNWANTED_WITH_CONTENT,
    attributes={"a": {"href"}},
    url_schemes={"http", "https"},
    url_relative="deny",
    link_rel="noopener noreferrer nofollow",
)
_STRIPPER = nh3.Cleaner(tags=set(), clean_content_tags=_UNWANTED_WITH_CONTENT)

_MARKUP_LETTER = re.compile("[<>&]")
# Paragraphs of plain words, one a line: nothing in them for the cleaner to change.
_PARAGRAPHS = re.compile(r"<p>[ -%'-;=?-~]+</p>(?:\n<p>[ -%'-;=?-~]+</p>)*")

# In a line only these count as tags: "Pumps <Lot 1>" means what it says.
_TAG_NAME = (
    r"(?:a|abbr|address|area|article|aside|audio|base|blockquote|body|br|button|canvas|center|code"
    r"|dd|del|details|div|dl|dt|em|embed|fieldset|font|footer|form|frame|frameset|h[1-6]|head"
    r"|header|hr|html|i?frame|img|input|ins|label|li|link|main|marquee|math|meta|nav|noscript"
    r"|object|ol|option|p|param|pre|s|script|section|select|small|source|span|strike|strong|style"
    r"|su[bp]|svg|t(?:able|body|d|extarea|foot|h|head|itle|r|t)|template|ul?|video|wbr|xml|b|i"
    r"|[a-z]+:[a-z]+)(?=[\s/>])"
)
_TAG = re.compile(rf"</?{_TAG_NAME}[^<>]*>|<!--|<[!?][a-z]", re.I)
_STRAY = re.compile(rf"<(?!/?{_TAG_NAME}|!--|[!?][a-z])", re.I)
_MARKUP = re.compile("[<&]")
_OPENING = re.compile(r"<[a-zA-Z]")
# Records of before 2015 lost the space between a tag and its first attribute.
_GLUED_TAG = re.compile(
    r"<(p|span|div|td|th|tr|table|li|ul|ol|font)(?=(?:class|style|align|lang|width|valign)=)", re.I
)
# The zero-width joiners are left alone: Persian and Hindi words need them.
_INVISIBLE = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_UNWANTED_CATEGORIES = {"Cc", "Cs", "Co", "Cn"}
_USUAL_SPACE = str.maketrans("", "", "\n\t\u00a0")


def without_controls(text: str) -> str:
    """Composed, and free of NUL, control, bidi-override, private-use and half characters."""
    if text.isascii() and text.isprintable():
        # Most of what comes is this plain, and comes often.
        return text
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    # The long way through a text is only for the few that need it.
    if text.translate(_USUAL_SPACE).isprintable():
        return text
    return "".join(
        character
        for character in text
        if character in "\n\t" or unicodedata.category(character) not in _UNWANTED_CATEGORIES
    )


def one_line(text: str) -> str:
    """Plain words on one line: entities read, tags dropped, runs of space closed up."""
    if text.isascii() and text.isprintable() and not _MARKUP.search(text):
        return " ".join(text.split())
    text = without_controls(text)
    # Some sources escape twice, so a tag may only show itself after the first reading.
    for _ in range(3):
        read = html.unescape(text)
        if _TAG.search(read):
            read = html.unescape(_STRIPPER.clean(_STRAY.sub("&lt;", read)))
        if read == text:
            break
        text = read
    return " ".join(without_controls(text.replace("\r", " ").replace("\n", " ")).split())


def clean_body(text: str, *, field: str) -> str:
    """HTML of which only plain formatting and web links are left."""
    size = len(text.encode("utf-8", "replace"))
    if size > BODY_LIMIT:
        raise BadRecord(field, f"is {size:,} bytes long; the limit is {BODY_LIMIT:,}")
    if len(_OPENING.findall(text)) > TAG_LIMIT:
        raise BadRecord(field, f"holds more than {TAG_LIMIT:,} HTML tags")
    if text.isascii() and text.isprintable() and not _MARKUP_LETTER.search(text):
        # Plain words, as many sources send them, leave the cleaner as they came.
        return text.strip()
    if _PARAGRAPHS.fullmatch(text):
        return text
    readable = without_controls(_GLUED_TAG.sub(r"<\1 ", text))
    # Once more, because the cleaner turns references such as &#x202e; into the character itself.
    return without_controls(_CLEANER.clean(readable)).strip()


def plain_text(clean_html: str) -> str:
    """The words of cleaned HTML, one paragraph, row or list item a line."""
    if not _MARKUP_LETTER.search(clean_html):
        return " ".join(clean_html.split())
    if _PARAGRAPHS.fullmatch(clean_html):
        paragraphs = clean_html[3:-4].split("</p>\n<p>")
        return "\n".join(line for each in paragraphs if (line := " ".join(each.split())))
    collector = _TextCollector()
    collector.feed(clean_html)
    collector.close()
    lines = (" ".join(line.split()) for line in "".join(collector.parts).split("\n"))
    return "\n".join(line for line in lines if line)


class _TextCollector(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        self._break(tag)

    def handle_data(self, data: str) -> None:
        self.parts.append(data.replace("\n", " "))

    def _break(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self.parts.append(" ")
        elif tag in _BLOCKS:
            self.parts.append("\n")
