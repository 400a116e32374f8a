"""What a file is, by its bytes alone: its name and the type that came with it prove nothing."""

import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import StoredFile
from accounts.models.texts import is_control
from accounts.vault import papers, pictures
from accounts.vault.faults import BadFile

__all__ = ["BadFile", "Content", "checked"]

LONGEST_NAME = 120
SUFFIXES = {
    StoredFile.Kind.PDF: ".pdf",
    StoredFile.Kind.PNG: ".png",
    StoredFile.Kind.JPEG: ".jpg",
}


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes that may be kept, with what they are and a harmless name to show."""

    name: str
    kind: StoredFile.Kind
    data: bytes


def checked(name: str, data: bytes) -> Content:
    """The content as it may be kept: a PDF as it came, a picture made anew. Else BadFile."""
    if not data:
        raise BadFile(_("The file is empty."))
    if data.startswith(papers.MAGIC):
        papers.refuse_active(data)
        return Content(shown_name(name, StoredFile.Kind.PDF), StoredFile.Kind.PDF, data)
    for kind, magic in pictures.MAGIC.items():
        if data.startswith(magic):
            return Content(shown_name(name, kind), kind, pictures.made_anew(data, kind))
    raise BadFile(_("Only PDF, PNG and JPEG files are kept."))


def shown_name(name: str, kind: StoredFile.Kind) -> str:
    """The last part of the name without controls, and with the ending that the content has."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(letter for letter in last if not is_control(letter) and letter not in '<>:"|?*')
    stem = seen.rpartition(".")[0] if "." in seen else seen
    suffix = SUFFIXES[kind]
    return f"{stem.strip(' .')[: LONGEST_NAME - len(suffix)] or 'file'}{suffix}"
