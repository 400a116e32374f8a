"""Why an introduction cannot be asked for or answered; each has its sentence on the page."""

from datetime import date


class NotPossible(Exception):
    """The base of what a page explains instead of failing."""


class IntroductionClosed(NotPossible):
    """Somebody was quicker: it is in another state by now."""


class CannotBeAsked(NotPossible):
    """This enterprise is not there for the one who asks, or it is her own."""


class AlreadyThere(NotPossible):
    """Between these two there is a live introduction already."""


class TooMany(NotPossible):
    """As many open requests, or requests of one day, as an enterprise may have."""


class CoolingDown(NotPossible):
    """After a no, or several, one waits before asking again."""

    def __init__(self, until: date) -> None:
        super().__init__(until.isoformat())
        self.until = until
