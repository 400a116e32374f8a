"""Files of practice notes; certificates and briefs as PDF where a typesetter is installed."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import typesetting
from accounts.models import User
from counselors import library
from counselors.models import Article, ArticleFile, Proposal, Registration
from tests.accounts.papers import PLAIN_PDF as PDF
from tests.counselors.makers import ArticleFactory, ProposalFactory, TrainingFactory
from tests.factories import CounselorFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    made: Article = ArticleFactory()
    return made


@pytest.fixture
def author(article: Article) -> Client:
    client = Client()
    client.force_login(article.author.user)
    return client


def add(client: Client, article: Article, name: str, data: bytes) -> None:
    upload = SimpleUploadedFile(name, data)
    client.post(reverse("counselors:article-file-add", args=[article.pk]), {"paper": upload})


def test_a_colleague_saves_what_the_author_added(article: Article, author: Client) -> None:
    add(author, article, "../Checklist.pdf", PDF)
    colleague = Client()
    colleague.force_login(CounselorFactory().user)

    page = colleague.get(reverse("counselors:article", args=[article.pk])).content.decode()
    answer = colleague.get(reverse("counselors:article-file", args=[article.files.get().pk]))

    assert "Checklist.pdf" in page
    assert answer.content == PDF
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Checklist.pdf"'
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "data", [b"", b"<script>alert(1)</script>", PDF.replace(b"/Pages", b"/JavaScript /Pages")]
)
def test_what_is_no_harmless_paper_is_refused(
    data: bytes, article: Article, author: Client
) -> None:
    add(author, article, "paper.pdf", data)

    assert article.files.count() == 0


def test_a_colleague_neither_adds_nor_removes(article: Article, author: Client) -> None:
    add(author, article, "a.pdf", PDF)
    colleague = Client()
    colleague.force_login(CounselorFactory().user)

    add(colleague, article, "b.pdf", PDF)
    removed = colleague.post(
        reverse("counselors:article-file-remove", args=[article.files.get().pk])
    )

    assert removed.status_code == 404
    assert [row.name for row in article.files.all()] == ["a.pdf"]


def test_a_firm_finds_no_file(article: Article, author: Client) -> None:
    add(author, article, "a.pdf", PDF)
    firm = Client()
    firm.force_login(UserFactory())

    answer = firm.get(reverse("counselors:article-file", args=[article.files.get().pk]))

    assert answer.status_code == 403


@pytest.mark.django_db(transaction=True)
def test_a_removed_file_is_gone_from_the_disk(article: Article, author: Client) -> None:
    add(author, article, "a.pdf", PDF)
    row = article.files.get()

    author.post(reverse("counselors:article-file-remove", args=[row.pk]))

    assert ArticleFile.objects.count() == 0
    with pytest.raises(FileNotFoundError):
        library.opened(row)


def was_there() -> Registration:
    begun = timezone.now() - timedelta(days=2)
    row: Registration = Registration.objects.create(
        training=TrainingFactory(title="Bids #1 *and* [2]", starts_at=begun),
        person=UserFactory(full_name="Ana Núñez"),
        state=Registration.State.PLACE,
        attendance=Registration.Attendance.PRESENT,
    )
    return row


def pdf_of(person: User, name: str, pk: int) -> Any:
    client = Client()
    client.force_login(person)
    return client.get(reverse(f"counselors:{name}", args=[pk]))


def test_without_a_typesetter_the_page_says_so_and_is_printed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(typesetting, "typst", None)
    row = was_there()
    proposal = ProposalFactory(state=Proposal.State.PROPOSED)
    counselor = proposal.engagement.counselor.user

    certificate = pdf_of(row.person, "certificate-pdf", row.training_id)
    brief = pdf_of(counselor, "brief-pdf", proposal.engagement_id)

    for page in (certificate, brief):
        assert page.status_code == 200
        assert "This installation makes no PDF files itself." in page.content.decode()


needs_typesetter = pytest.mark.skipif(
    typesetting.typst is None, reason="no PDF here: install the extra `pdf`"
)


@needs_typesetter
def test_a_certificate_is_a_pdf_whatever_stands_in_its_words() -> None:
    row = was_there()

    answer = pdf_of(row.person, "certificate-pdf", row.training_id)

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


@needs_typesetter
def test_a_brief_is_a_pdf_for_the_counselor_alone() -> None:
    proposal = ProposalFactory(note="#panic() *bold* $x$")
    counselor = proposal.engagement.counselor.user

    answer = pdf_of(counselor, "brief-pdf", proposal.engagement_id)
    other = pdf_of(CounselorFactory().user, "brief-pdf", proposal.engagement_id)

    assert answer.content.startswith(b"%PDF-")
    assert other.status_code == 404
