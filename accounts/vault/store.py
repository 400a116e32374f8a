"""Where checked files lie: outside of everything that a web server hands out by itself."""

import hashlib
import logging
import uuid
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import audit
from accounts.enterprises import require_owner
from accounts.models import Enterprise, StoredFile, User
from accounts.vault import scanner
from accounts.vault.contents import checked
from accounts.vault.faults import BadFile

logger = logging.getLogger(__name__)

MOST_BYTES = 5_000_000
MOST_FILES = 60
State = StoredFile.ScanState
FOUND = {
    scanner.Finding.CLEAN: State.CLEAN,
    scanner.Finding.INFECTED: State.INFECTED,
    scanner.Finding.SILENT: State.PENDING,
}


class TooManyFiles(BadFile):
    """The enterprise keeps as many files as one may."""


def store(enterprise: Enterprise, *, upload: UploadedFile, by: User) -> StoredFile:
    """Check a file, write it under a name of our own, and note it. A bad one raises BadFile."""
    require_owner(enterprise, by=by)
    if (upload.size or 0) > MOST_BYTES:
        raise BadFile(_("The file is larger than 5 megabytes."))
    if enterprise.files.count() >= MOST_FILES:
        raise TooManyFiles(_("This enterprise keeps 60 files already. Remove one first."))
    content = checked(upload.name or "", upload.read())
    state = FOUND[scanner.scan(content.data)] if scanner.is_set_up() else State.NO_SCANNER
    if state == State.INFECTED:
        raise BadFile(_("The virus scanner refused this file."))
    name = uuid.uuid4().hex
    written = write(name, content.data)
    try:
        return note(enterprise, name, content.data, content.name, content.kind, state, by)
    except BaseException:
        written.unlink(missing_ok=True)
        raise


@transaction.atomic
def note(
    enterprise: Enterprise,
    stored_as: str,
    data: bytes,
    name: str,
    kind: StoredFile.Kind,
    state: StoredFile.ScanState,
    by: User,
) -> StoredFile:
    row = StoredFile.objects.create(
        enterprise=enterprise,
        uploaded_by=by,
        name=name,
        kind=kind,
        size=len(data),
        digest=hashlib.sha256(data).hexdigest(),
        stored_as=stored_as,
        scan_state=state,
    )
    audit.record("file.stored", thing=f"file:{row.pk}", by=by, enterprise=enterprise)
    return row


def path_of(stored_as: str) -> Path:
    folder: Path = settings.VAR_DIR / "files" / stored_as[:2]
    return folder / stored_as


def write(stored_as: str, data: bytes) -> Path:
    path = path_of(stored_as)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        partial.write_bytes(data)
        partial.rename(path)
    except OSError as error:
        logger.exception("A file could not be written")
        raise BadFile(_("The file cannot be kept at the moment. Try again later.")) from error
    return path


def opened(row: StoredFile) -> bytes:
    """The bytes of a row that came through its scope; FileNotFoundError where they are gone."""
    if not row.is_served:
        raise FileNotFoundError(row.pk)
    return path_of(row.stored_as).read_bytes()


@transaction.atomic
def remove(row: StoredFile, *, by: User) -> None:
    """Forget the row, and the bytes once that holds."""
    require_owner(row.enterprise, by=by)
    audit.record("file.removed", thing=f"file:{row.pk}", by=by, enterprise=row.enterprise)
    path = path_of(row.stored_as)
    row.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def remove_all_of(enterprise: Enterprise) -> None:
    """The bytes of an enterprise that is about to go; its rows go with it."""
    paths = [path_of(name) for name in enterprise.files.values_list("stored_as", flat=True)]
    transaction.on_commit(lambda: unlink(paths))


def discard(rows: QuerySet[StoredFile]) -> None:
    """Forget files that were kept for something that is over, whoever had brought them."""
    paths = [path_of(name) for name in rows.values_list("stored_as", flat=True)]
    rows.delete()
    transaction.on_commit(lambda: unlink(paths))


def unlink(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def scan_waiting() -> int:
    """Ask again about files that came while the scanner was silent; how many were decided."""
    decided = 0
    for row in StoredFile.objects.filter(scan_state=State.PENDING) if scanner.is_set_up() else ():
        try:
            found = FOUND[scanner.scan(path_of(row.stored_as).read_bytes())]
        except OSError:
            logger.warning("File %s is gone from the disk", row.pk)
            continue
        if found == State.PENDING:
            return decided  # still silent: the rest waits too
        row.scan_state = found
        row.save(update_fields=["scan_state"])
        decided += 1
    return decided
