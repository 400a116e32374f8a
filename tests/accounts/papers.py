"""Files as people bring them, good and bad, made anew for each story."""

import struct
import zlib
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

PLAIN_PDF = (
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
)


def pdf_with(object_text: bytes) -> bytes:
    return PLAIN_PDF.replace(b"trailer", b"3 0 obj\n" + object_text + b"\nendobj\ntrailer")


def packed(text: bytes, *, kind: bytes = b"/Type /ObjStm /N 1 /First 4") -> bytes:
    body = zlib.compress(text)
    head = b"<< " + kind + b" /Filter /FlateDecode /Length %d >>\nstream\n" % len(body)
    return pdf_with(head + body + b"\nendstream")


def readable_pdf(*pages: str, password: str = "") -> bytes:
    """A PDF whose pages hold these words, each line of them as a line."""
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )
    fonts = DictionaryObject({NameObject("/F1"): font})
    for words in pages:
        page = writer.add_blank_page(612, 792)
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        lines = "".join(f"({line}) Tj T* " for line in words.split("\n"))
        content = DecodedStreamObject()
        content.set_data(f"BT /F1 11 Tf 14 TL 50 740 Td {lines} ET".encode("cp1252"))
        page[NameObject("/Contents")] = writer._add_object(content)
    if password:
        writer.encrypt(password)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def picture(
    format_name: str = "PNG", *, size: tuple[int, int] = (40, 30), **options: object
) -> bytes:
    written = BytesIO()
    Image.new("RGB", (40, 30), (200, 30, 30)).save(written, format_name, **options)
    return written.getvalue()


def huge_png_head(width: int = 50_000, height: int = 50_000) -> bytes:
    """A picture of 2.5 thousand million pixels in 60 bytes: the head alone says so."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = struct.pack("!I", zlib.crc32(name + data))
        return struct.pack("!I", len(data)) + name + data + check

    head = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def upload(data: bytes, name: str = "paper.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="text/html")
