"""Pictures are decoded and written anew: what hides behind, between or beside pixels stays out."""

import warnings
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from accounts.models import StoredFile
from accounts.vault.faults import BadFile

MAGIC = {
    StoredFile.Kind.PNG: b"\x89PNG\r\n\x1a\n",
    StoredFile.Kind.JPEG: b"\xff\xd8\xff",
}
FORMATS = {StoredFile.Kind.PNG: "PNG", StoredFile.Kind.JPEG: "JPEG"}
# About 48 MB of pixels in memory while one picture is made anew.
MOST_PIXELS = 16_000_000


def made_anew(data: bytes, kind: StoredFile.Kind) -> bytes:
    """The first frame as plain pixels: no EXIF, no text chunks, nothing after the end."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return redrawn(data, FORMATS[kind])
    except BadFile:
        raise
    except Exception as error:  # a hostile picture fails anywhere in the decoder
        raise BadFile(_("This picture cannot be read.")) from error


def redrawn(data: bytes, format_name: str) -> bytes:
    with Image.open(BytesIO(data), formats=[format_name]) as picture:
        # The head says how large it will be, before any pixel is made.
        if picture.width * picture.height > MOST_PIXELS:
            raise BadFile(_("This picture has more than 16 million pixels."))
        upright = ImageOps.exif_transpose(picture)
        mode = "RGBA" if format_name == "PNG" and has_transparency(upright) else "RGB"
        plain = Image.new(mode, upright.size)
        plain.paste(upright.convert(mode))
    written = BytesIO()
    plain.save(written, format=format_name, **({"quality": 88} if format_name == "JPEG" else {}))
    return written.getvalue()


def has_transparency(picture: Image.Image) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
