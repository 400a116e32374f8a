"""Papers of an enterprise: checked on the way in, kept under names of our own."""

from accounts.vault.answers import as_attachment
from accounts.vault.contents import BadFile, Content, checked
from accounts.vault.store import (
    MOST_BYTES,
    MOST_FILES,
    TooManyFiles,
    discard,
    opened,
    remove,
    remove_all_of,
    scan_waiting,
    store,
)

__all__ = [
    "MOST_BYTES",
    "MOST_FILES",
    "BadFile",
    "Content",
    "TooManyFiles",
    "as_attachment",
    "checked",
    "discard",
    "opened",
    "remove",
    "remove_all_of",
    "scan_waiting",
    "store",
]
