"""Files: what is kept, what is refused, and who gets one back."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import transaction
from django.urls import reverse
from PIL import Image

from accounts import vault
from accounts.models import AuditEntry, Enterprise, StoredFile, User
from accounts.vault import BadFile, checked
from tests.accounts import papers
from tests.accounts.conftest import signed_in
from tests.factories import UserFactory


@pytest.fixture
def kept(settings: LazySettings) -> Path:
    folder: Path = settings.VAR_DIR / "files"
    return folder


def stored_names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (papers.PLAIN_PDF, "application/pdf"),
        (papers.packed(b"1 0 << /Type /Page >>"), "application/pdf"),
        (papers.packed(b"q 1 0 0 1 0 0 cm Q", kind=b""), "application/pdf"),
        (papers.picture("PNG"), "image/png"),
        (papers.picture("JPEG"), "image/jpeg"),
    ],
)
def test_plain_papers_and_pictures_are_kept(data: bytes, kind: str) -> None:
    assert checked("a.exe", data).kind == kind


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        papers.picture("GIF"),
        papers.picture("TIFF"),
        b"\x89PNG\r\n\x1a\n" + b"broken",
        b"\xff\xd8\xff" + b"broken",
        papers.huge_png_head(),
        b"%PDF-1.4 without an end",
        papers.pdf_with(b"<< /S /JavaScript /JS (app.alert(1)) >>"),
        papers.pdf_with(b"<< /S /J#61vaScript >>"),
        papers.pdf_with(b"<< /Type /EmbeddedFile >>"),
        papers.pdf_with(b"<< /S /Launch /F (cmd.exe) >>"),
        papers.pdf_with(b"<< /AA << /O 4 0 R >> >>"),
        papers.pdf_with(b"<< /XFA 4 0 R >>"),
        papers.pdf_with(b"<< /Encrypt 4 0 R >>"),
        papers.packed(b"1 0 << /S /JavaScript /JS 2 0 R >>"),
        papers.packed(b"1 0 << /S /J#53 >>"),
        papers.packed(b"\x02\x01 0 << /JS 1 >>"),
        papers.packed(b"1 0 << >>")
        .replace(b"/FlateDecode", b"/LZWDecode  ")
        .replace(b"x\x9c", b"yy"),
        papers.pdf_with(
            b"<< /Filter /DCTDecode >>\nstream\n\xff\xd8\xff 9 0 obj << /JS 1 >>\nendstream"
        ),
    ],
)
def test_what_could_act_or_cannot_be_read_is_refused(data: bytes) -> None:
    with pytest.raises(BadFile):
        checked("paper.pdf", data)


def test_a_bomb_of_packed_data_is_refused() -> None:
    with pytest.raises(BadFile):
        checked("bomb.pdf", papers.packed(b"0" * 70_000_000, kind=b""))


def test_a_picture_loses_what_hides_in_it() -> None:
    exif = Image.Exif()
    exif[0x010E] = "secretplace"
    data = papers.picture("JPEG", exif=exif) + b"<script>alert(1)</script>"
    assert data.count(b"secretplace") == 1

    content = checked("me.jpg", data)

    again = Image.open(BytesIO(content.data))
    assert (again.size, dict(again.getexif())) == ((40, 30), {})
    assert content.data.count(b"secretplace") == content.data.count(b"<script>") == 0


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("ISO 9001.pdf", "ISO 9001.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\papers\\iso.html", "iso.pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("." * 5, "file.pdf"),
        ("n" * 300 + ".pdf", "n" * 116 + ".pdf"),
    ],
)
def test_a_name_is_only_words_to_show(name: str, shown: str) -> None:
    assert checked(name, papers.PLAIN_PDF).name == shown


def test_a_stored_file_lies_under_a_name_of_our_own(
    enterprise: Enterprise, owner: User, kept: Path
) -> None:
    row = vault.store(enterprise, upload=papers.upload(papers.PLAIN_PDF, "../x.pdf"), by=owner)

    assert stored_names(kept) == [row.stored_as]
    assert vault.opened(row) == papers.PLAIN_PDF
    assert (row.name, row.scan_state) == ("x.pdf", "no_scanner")


def test_too_large_or_too_many_are_refused_and_nothing_stays(
    enterprise: Enterprise, owner: User, kept: Path
) -> None:
    large = papers.upload(papers.PLAIN_PDF + b"0" * vault.MOST_BYTES)
    with pytest.raises(BadFile):
        vault.store(enterprise, upload=large, by=owner)
    StoredFile.objects.bulk_create(
        StoredFile(enterprise=enterprise, size=1, stored_as=str(number))
        for number in range(vault.MOST_FILES)
    )
    with pytest.raises(vault.TooManyFiles):
        vault.store(enterprise, upload=papers.upload(papers.PLAIN_PDF), by=owner)

    assert (StoredFile.objects.count(), kept.exists()) == (vault.MOST_FILES, False)


@pytest.mark.django_db(transaction=True)
def test_removing_takes_the_bytes_once_the_row_is_gone(
    enterprise: Enterprise, owner: User, kept: Path
) -> None:
    row = vault.store(enterprise, upload=papers.upload(papers.PLAIN_PDF), by=owner)
    with transaction.atomic():
        vault.remove(row, by=owner)
        assert len(stored_names(kept)) == 1

    assert stored_names(kept) == []


def test_own_people_get_it_as_something_to_save(
    enterprise: Enterprise, owner: User, member: User, stranger: User
) -> None:
    row = vault.store(enterprise, upload=papers.upload(papers.PLAIN_PDF, "año.pdf"), by=owner)
    address = reverse("accounts:file", args=[row.pk])

    answer = signed_in(member).get(address)

    assert answer.content == papers.PLAIN_PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].partition(";")[0] == "attachment"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert signed_in(stranger).get(address).status_code == 404
    assert signed_in(stranger).get(reverse("accounts:file", args=[999])).status_code == 404


def test_an_administrator_reads_a_paper_only_once_it_is_handed_in_and_that_is_written_down(
    enterprise: Enterprise, owner: User
) -> None:
    administrator = UserFactory(is_programme_administrator=True)
    row = vault.store(enterprise, upload=papers.upload(papers.PLAIN_PDF), by=owner)
    held = enterprise.certificates.create(standard="ISO 9001", file=row)
    address = reverse("accounts:file", args=[row.pk])
    before = signed_in(administrator).get(address).status_code

    enterprise.certificates.filter(pk=held.pk).update(state="submitted")
    after = signed_in(administrator).get(address).status_code

    assert (before, after) == (404, 200)
    read = AuditEntry.objects.visible_to(owner).filter(verb="file.read")
    assert [entry.actor for entry in read] == [administrator]


class Clamd(socketserver.BaseRequestHandler):
    """Speaks INSTREAM: finds what holds the word EICAR."""

    def handle(self) -> None:
        assert self.request.recv(10) == b"zINSTREAM\0"
        data = b""
        while size := int.from_bytes(self.exactly(4), "big"):
            data += self.exactly(size)
        found = b"stream: Eicar FOUND" if b"EICAR" in data else b"stream: OK"
        self.request.sendall(found + b"\0")

    def exactly(self, size: int) -> bytes:
        got = b""
        while len(got) < size:
            got += self.request.recv(size - len(got))
        return got


@contextmanager
def scanner(settings: LazySettings) -> Iterator[None]:
    with socketserver.TCPServer(("127.0.0.1", 0), Clamd) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        settings.CLAMD_ADDRESS = f"127.0.0.1:{server.server_address[1]}"
        yield
        server.shutdown()
        thread.join()


def test_the_scanner_lets_a_clean_file_in_and_keeps_a_bad_one_out(
    enterprise: Enterprise, owner: User, settings: LazySettings, kept: Path
) -> None:
    with scanner(settings):
        clean = vault.store(enterprise, upload=papers.upload(papers.PLAIN_PDF), by=owner)
        bad = papers.upload(papers.pdf_with(b"<< /Title (EICAR) >>"))
        with pytest.raises(BadFile):
            vault.store(enterprise, upload=bad, by=owner)

    assert clean.scan_state == "clean"
    assert stored_names(kept) == [clean.stored_as]


def test_a_silent_scanner_holds_a_file_back_until_it_speaks(
    enterprise: Enterprise, owner: User, settings: LazySettings
) -> None:
    settings.CLAMD_ADDRESS = "127.0.0.1:9"
    row = vault.store(enterprise, upload=papers.upload(papers.PLAIN_PDF), by=owner)
    address = reverse("accounts:file", args=[row.pk])
    assert row.scan_state == "pending"
    assert signed_in(owner).get(address).status_code == 404
    assert vault.scan_waiting() == 0

    with scanner(settings):
        assert vault.scan_waiting() == 1

    assert signed_in(owner).get(address).status_code == 200


def test_a_paper_that_is_gone_from_the_disk_is_not_there(
    enterprise: Enterprise, owner: User, kept: Path
) -> None:
    row = vault.store(enterprise, upload=papers.upload(papers.PLAIN_PDF), by=owner)
    (kept / row.stored_as[:2] / row.stored_as).unlink()

    assert signed_in(owner).get(reverse("accounts:file", args=[row.pk])).status_code == 404
