"""How the bytes of a file leave: always as something to save, never as a page."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from accounts.models import StoredFile


def as_attachment(row: StoredFile, data: bytes) -> HttpResponse:
    response = HttpResponse(data, content_type=row.kind)
    disposition = content_disposition_header(as_attachment=True, filename=row.name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
