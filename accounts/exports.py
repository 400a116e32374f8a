"""Everything about one person as a file: what would go with her account, and her enterprises.

Rows of other apps come by the database's own rule: what is deleted with a person or with her
enterprise, as far as she may read it. So the words of the other side in a shared room come along,
and what others marked or reported does not. Rows that merely name her stay where they are.
"""

import csv
import io
import json
import logging
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Any, TypeGuard

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from accounts import audit, vault
from accounts.models import AuditEntry, Consent, Enterprise, StoredFile, User

Table = list[dict[str, Any]]
logger = logging.getLogger(__name__)
IN_MEMORY = 5_000_000
# From an enterprise to its introductions, and from these to what was said in their rooms.
STEPS = 2
SCOPES = ("of_member", "visible_to")
# Keys and hashes open doors and tell nothing; they are of no use outside of this installation.
SECRET = re.compile(r"password|token|hash|session_key|stored_as|digest|folded|^data$|^key$")
# What a spreadsheet takes for the start of a formula, also in its full-width forms.
FORMULA = re.compile(r"^[\s\"']*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")


@transaction.atomic
def archive_of(person: User) -> IO[bytes]:
    """A ZIP with one JSON file, the same as tables, and the papers of her own enterprises."""
    tables = dict(tables_of(person))
    made = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (the answer closes it)
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        text = json.dumps(tables, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        archive.writestr("puente.json", text)
        for name, rows in tables.items():
            if rows:
                archive.writestr(f"tables/{name}.csv", as_csv(rows))
        for row in papers_of(person):
            add_paper(archive, row)
    audit.record("person.exported", thing=f"person:{person.pk}", by=person)
    made.seek(0)
    return made


def add_paper(archive: zipfile.ZipFile, row: StoredFile) -> None:
    """A paper that is gone from the disk is left out; its row says that it was there."""
    try:
        archive.writestr(f"files/{row.pk}-{row.name}", vault.opened(row))
    except FileNotFoundError:
        logger.warning("File %s is gone from the disk", row.pk)


def tables_of(person: User) -> Iterator[tuple[str, Table]]:
    yield "person", [as_dict(person)]
    for relation in User._meta.get_fields(include_hidden=True):
        if is_hers(relation):
            model = relation.related_model
            rows = model._base_manager.filter(**{relation.field.name: person}).order_by("pk")
            name = f"{model._meta.label_lower}.{relation.field.name}".replace("_", "-")
            yield name, [as_dict(row) for row in rows]
    yield "consents", table(Consent.objects.filter(given_by=person))
    yield "deeds", table(AuditEntry.objects.filter(actor=person))
    yield from tables_of_enterprises(person)


def is_hers(relation: object) -> TypeGuard[models.ManyToOneRel]:
    """A row that is deleted with the person; links of many to many say nothing by themselves."""
    return (
        isinstance(relation, models.ManyToOneRel)
        and relation.on_delete is models.CASCADE
        and not relation.related_model._meta.auto_created
    )


def tables_of_enterprises(person: User) -> Iterator[tuple[str, Table]]:
    """Her enterprises with all that would go with them, as far as she may read it herself."""
    own = Enterprise.objects.of_member(person)
    yield "enterprises", table(own)
    found: dict[type[models.Model], models.QuerySet[Any]] = {Enterprise: own}
    for _step in range(STEPS):
        for model, condition in hanging_on(found).items():
            found[model] = getattr(model._default_manager, scope_of(model))(person).filter(
                condition
            )
    for model in sorted({*found} - {Enterprise}, key=lambda model: model._meta.label_lower):
        yield f"enterprise-{model._meta.model_name}", table(found[model])


def hanging_on(
    found: dict[type[models.Model], models.QuerySet[Any]],
) -> dict[type[models.Model], models.Q]:
    """What is deleted with the rows found so far, and says itself who may read it."""
    conditions: defaultdict[type[models.Model], models.Q] = defaultdict(models.Q)
    for parent, rows in found.items():
        for relation in parent._meta.get_fields(include_hidden=True):
            if is_hers(relation) and scope_of(relation.related_model):
                key = models.Q(**{f"{relation.field.name}__in": rows.values("pk")})
                conditions[relation.related_model] |= key
    return conditions


def scope_of(model: type[models.Model]) -> str:
    """The way by which a person reads rows of this kind; without one they are not taken along."""
    return next((name for name in SCOPES if hasattr(model._default_manager, name)), "")


def papers_of(person: User) -> list[StoredFile]:
    own = Enterprise.objects.owned_by(person)
    return list(StoredFile.objects.visible_to(person).served().filter(enterprise__in=own))


def table(rows: models.QuerySet[Any]) -> Table:
    return [as_dict(row) for row in rows.order_by("pk").distinct()]


def as_dict(row: models.Model) -> dict[str, Any]:
    """Every field but keys, hashes, what is encrypted, and what the scope of the row held back."""
    held_back = row.get_deferred_fields()
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not SECRET.search(field.name)
        and not isinstance(field, models.BinaryField)
        and field.attname not in held_back
    }


def as_csv(rows: Table) -> str:
    """The rows with a mark before whatever a spreadsheet would compute."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(rows[0])
    for row in rows:
        writer.writerow([safe_cell(value) for value in row.values()])
    return "\ufeff" + written.getvalue()


def safe_cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list | dict):
        value = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    is_text = isinstance(value, str)
    return f"'{value}" if is_text and FORMULA.match(str(value)) else str(value)
