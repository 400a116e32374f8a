"""Where allauth asks us."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Mails in the reader's language, links on the configured site."""
