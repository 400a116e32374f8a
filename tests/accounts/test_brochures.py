"""The words of a capability statement that somebody brings as a file."""

import subprocess
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import brochures
from accounts.models import RegistrationDraft, StoredFile, User
from tests.accounts.conftest import signed_in
from tests.accounts.papers import PLAIN_PDF, readable_pdf

LINES = (
    "Sol de Sonora\n"
    "We design and install rooftop photovoltaic systems for facto-\n"
    "ries. We also supply inverters\n"
    "and battery storage."
)
READ = (
    "Sol de Sonora\n"
    "We design and install rooftop photovoltaic systems for factories. "
    "We also supply inverters and battery storage."
)


def brought(data: bytes, name: str = "statement.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="application/pdf")


def fault_of(data: bytes) -> str:
    with pytest.raises(brochures.UnreadableFile) as raised:
        brochures.words_of(brought(data))
    return str(raised.value)


@pytest.mark.pure
def test_lines_of_a_page_become_sentences_again() -> None:
    found = brochures.words_of(brought(readable_pdf(LINES)))

    assert found == brochures.Brochure(READ, pages=1, of_pages=1)


@pytest.mark.pure
def test_a_long_paper_is_read_as_far_as_its_twelfth_page() -> None:
    pages = [f"Page {number} speaks of wind turbines and towers." for number in range(1, 15)]

    found = brochures.words_of(brought(readable_pdf(*pages)))

    assert (found.pages, found.of_pages) == (12, 14)
    assert ("Page 12 speaks" in found.text, "Page 13 speaks" in found.text) == (True, False)


@pytest.mark.pure
def test_no_more_letters_are_kept_than_a_profile_holds() -> None:
    full = "\n".join(["Solar pumps and water towers for farms."] * 400)

    found = brochures.words_of(brought(readable_pdf(full, full, full)))

    assert len(found.text) <= brochures.MOST_LETTERS
    assert found.pages == 2


@pytest.mark.pure
@pytest.mark.parametrize(
    ("data", "says"),
    [
        (readable_pdf(LINES, password="secret"), "This PDF is locked."),
        (readable_pdf(""), "No words were found in this PDF"),
        (PLAIN_PDF, "This PDF cannot be read."),
        (b"%PDF-1.7\n" + b"\x00" * 900, "This PDF cannot be read."),
        (readable_pdf(LINES)[:200], "This PDF cannot be read."),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "This is neither a plain text file nor a PDF."),
        (b"a" * 200_001, "This text file is larger than 200 kilobytes."),
        (b"%PDF-" + b"a" * 5_000_000, "The file is larger than 5 megabytes."),
    ],
    ids=["locked", "blank", "no pages", "zeros", "cut", "picture", "long text", "large"],
)
def test_what_cannot_be_read_is_told_in_one_line(data: bytes, says: str) -> None:
    assert fault_of(data).startswith(says)


@pytest.mark.pure
def test_a_paper_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brochures, "MOST_SECONDS", 0.01)

    assert fault_of(readable_pdf(LINES)).startswith("This PDF cannot be read.")


@pytest.mark.pure
def test_a_reader_that_falls_harms_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def fallen(*args: Any, **options: Any) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess(args, -9, b"", b"")

    monkeypatch.setattr(subprocess, "run", fallen)

    assert fault_of(readable_pdf(LINES)).startswith("This PDF cannot be read.")


def test_its_words_become_suggestions_and_the_file_is_not_kept(owner: User) -> None:
    client, address = signed_in(owner), reverse("accounts:enterprise-start")

    page = client.post(address, {"file": brought(readable_pdf(LINES)), "language": "en"})

    form = page.context["form"]
    assert form.initial["text"] == READ
    assert "naics:33591" in form.initial["sectors"]
    assert form.initial["offers"] != []
    assert "inverters" in form.initial["terms"]
    assert StoredFile.objects.count() == RegistrationDraft.objects.count() == 0


def test_a_page_says_how_much_of_a_long_paper_was_read(owner: User) -> None:
    pages = [f"Page {number} speaks of wind turbines and towers." for number in range(1, 15)]
    client, address = signed_in(owner), reverse("accounts:enterprise-start")

    long = client.post(address, {"file": brought(readable_pdf(*pages)), "language": "en"})
    short = client.post(address, {"file": brought(readable_pdf(LINES)), "language": "en"})

    line = "Your file is long: of its 14 pages we read the first 12."
    assert long.content.decode().count(line) == 1
    assert short.content.decode().count("Your file is long") == 0


def test_a_full_text_goes_on_though_a_browser_sends_its_lines_longer(owner: User) -> None:
    client, address = signed_in(owner), reverse("accounts:enterprise-start")
    text = "Solar pumps.\r\n" * (brochures.MOST_LETTERS // 13)

    answer = client.post(address, {"use": "1", "text": text, "language": "en"})

    assert answer["Location"] == reverse("accounts:enterprise-new")
    assert RegistrationDraft.objects.get().typed["about"] == [text.replace("\r", "").strip()]
