"""Titles of the IDB's amendments, and the title of the notice that each one amends.

The bank publishes every amendment as a notice of its own, and only the title tells: "ENMIENDA -
Aclaraciones Nro 1 - Adquisición de ...". What is left when the lead and the trailing number are
taken off is a hint, no more: the project has to agree before two notices are joined.
"""

import re

_NUMBER = r"N(?:ro|o|°|º)\.?\s*\d+"
_PAPER = (
    r"(?:acta de reuni[oó]n de aclaraci[oó]n|anuncio de aclaraciones|informe de aclaraci[oó]n"
    r"|aclaraci(?:[oó]n(?:es)?)|aclaratoria|adenda|pr[oó]rroga|al documento de licitaci[oó]n"
    r"|aviso (?:de )?expresi[oó]n de inter[eé]s)"
)
_AMENDMENT = re.compile(r"(?:enmienda|adenda|aclaraci[oó]n(?:es)?|aclaratoria|pr[oó]rroga)\b", re.I)
_MARK = re.compile(r"enmienda\b[\s:\u2013-]*", re.I)
_LEAD = re.compile(
    rf"(?:{_PAPER}(?:\s*{_NUMBER})?|{_NUMBER})(?:\s+(?:ajustad[oa]|pr[oó]rroga))?(?=\W)[\s:\u2013-]*",
    re.I,
)
_QUOTED = re.compile(r"publicaci[oó]n de la (?:adenda|aclaratoria)\b[^“\"]*[“\"](.+)[”\"]", re.I)
_TAIL = re.compile(r"\s*-\s*(?:[A-Z]{2}-[A-Z]\d{4}-\s?)?P\d{5,6}$|\s*-\s*SDO No\.:\s*\S+$")


def is_amendment(title: str) -> bool:
    """Whether the title says that another notice is being changed or explained."""
    return bool(_AMENDMENT.match(title))


def amended_title(title: str) -> str:
    """The title of the notice that is amended, as far as this title holds it."""
    rest = _MARK.sub("", title, count=1) if _MARK.match(title) else title
    quoted = _QUOTED.match(rest)
    if quoted:
        return quoted[1].strip()
    while lead := _LEAD.match(rest):
        rest = rest[lead.end() :]
    while tail := _TAIL.search(rest):
        rest = rest[: tail.start()]
    return rest.strip(" -\u2013:")
