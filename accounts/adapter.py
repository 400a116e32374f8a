"""Where allauth asks us: mails in the person's language, with links to the configured site."""

import base64
import hashlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.urls import reverse, translate_url
from django.utils.translation import get_language, override

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Site:
    """What allauth's mails call the site: as configured, never as a request's Host claims."""

    name: str
    domain: str


class AccountAdapter(DefaultAccountAdapter):
    """Mails in the person's language, links on the configured site."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send in the language of the account, or of the page where there is none.

        An unknown address costs the same query as a known one.
        """
        person = User.objects.filter(email=email.lower()).first()
        language = person.language if person else get_language() or settings.LANGUAGE_CODE
        links = {
            "signup_url": reverse("account_signup"),
            "password_reset_url": reverse("account_reset_password"),
            **{name: url for name, url in context.items() if name.endswith("_url")},
        }
        # Addresses are read in the page's language, so before the mail's is set.
        on_site = {name: on_own_site(url, language) for name, url in links.items()}
        site = Site(name="Puente", domain=urlsplit(settings.SITE_URL).netloc)
        with override(language):
            super().send_mail(template_prefix, email, {**context, **on_site, "current_site": site})


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors lie encrypted in the database: a copy of it opens no account."""

    def encrypt(self, text: str) -> str:
        return box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return box().decrypt(encrypted_text.encode()).decode()


def box() -> Fernet:
    """The key is made of SECRET_KEY, so a change of that ends all second factors."""
    made = hashlib.sha256(f"second factor:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(made))


def on_own_site(url: str, language: str) -> str:
    """The same page under SITE_URL, in this language: a request's Host decides nothing."""
    parts = urlsplit(translate_url(url, language))
    query = f"?{parts.query}" if parts.query else ""
    return f"{settings.SITE_URL}{parts.path}{query}"
