"""Why a file is not taken, in words for the person who brought it."""


class BadFile(Exception):
    """The file cannot be kept; the message says why, in the reader's language."""
