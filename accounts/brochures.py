"""The words of a file that somebody brings to start from. It is read and not kept."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts.models.texts import without_controls

READER = Path(__file__).with_name("pdf_words.py")
MOST_LETTERS = 20_000
MOST_PAGES = 12
MOST_BYTES = 200_000
MOST_PDF_BYTES = 5_000_000
MOST_SECONDS = 15
FEWEST_LETTERS = 40
MAGIC = b"%PDF-"
# A line that ends within a sentence goes on in the next one: PDF knows lines, not paragraphs.
BROKEN_WORD = re.compile(r"(?<=\w)-\n(?=[^\W\d_])")
BROKEN_LINE = re.compile(r"(?<![.:;!?\n])\n(?=[^\W\d_A-ZÀ-Þ])")
BLANKS = re.compile(r"[ \t]+")
EMPTY_LINES = re.compile(r"\n\s*\n+")


class UnreadableFile(Exception):
    """Why no words come out of the file, in the reader's language."""


@dataclass(frozen=True, slots=True)
class Brochure:
    """What was read, and of how many pages; a plain text has none."""

    text: str
    pages: int = 0
    of_pages: int = 0


def words_of(upload: UploadedFile) -> Brochure:
    """At most 20,000 letters of a plain text or of a PDF. Raises UnreadableFile."""
    size = upload.size or 0
    if size > MOST_PDF_BYTES:
        raise UnreadableFile(_("The file is larger than 5 megabytes."))
    data = upload.read()
    if data.lstrip()[: len(MAGIC)] == MAGIC:
        return words_of_pdf(data)
    if size > MOST_BYTES:
        raise UnreadableFile(_("This text file is larger than 200 kilobytes."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(_("This is neither a plain text file nor a PDF.")) from error
    return Brochure(without_controls(text)[:MOST_LETTERS])


def words_of_pdf(data: bytes) -> Brochure:
    answer = asked(data)
    if answer.get("fault") == "locked":
        raise UnreadableFile(_("This PDF is locked. Save it without a password."))
    if "text" not in answer:
        raise UnreadableFile(
            _("This PDF cannot be read. Save it anew, or paste the text of it above.")
        )
    text = tidy(without_controls(answer["text"]))
    if len(text) < FEWEST_LETTERS:
        raise UnreadableFile(
            _("No words were found in this PDF: it may be a picture of a page. Paste its text.")
        )
    return Brochure(text, answer["pages"], answer["of"])


def asked(data: bytes) -> dict[str, Any]:
    """What the reader's own process answers; nothing where it was stopped or fell."""
    try:
        done = subprocess.run(  # noqa: S603  (our own file, by our own interpreter)
            [sys.executable, "-I", str(READER), str(MOST_PAGES), str(MOST_LETTERS)],
            input=data,
            capture_output=True,
            timeout=MOST_SECONDS,
            check=False,
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return {}
    return answer


def tidy(text: str) -> str:
    """Lines joined again where a sentence goes on, blanks and empty lines made few."""
    lines = "\n".join(BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    joined = BROKEN_LINE.sub(" ", BROKEN_WORD.sub("", lines))
    return EMPTY_LINES.sub("\n\n", joined).strip()
