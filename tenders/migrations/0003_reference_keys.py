"""The keys by which notices of one tender find each other, for tenders that are stored already."""

from django.db import migrations

from tenders.joining import reference_key

CHUNK = 1_000


def write_keys(apps, schema_editor):
    tenders = apps.get_model("tenders", "Tender").objects.exclude(reference="").only("reference")
    changed = []
    for tender in tenders.iterator(chunk_size=CHUNK):
        tender.reference_key = reference_key(tender.reference)
        if tender.reference_key:
            changed.append(tender)
    apps.get_model("tenders", "Tender").objects.bulk_update(
        changed, ["reference_key"], batch_size=CHUNK
    )


class Migration(migrations.Migration):
    dependencies = [("tenders", "0002_lots_awards_provenance_feeds")]

    operations = [migrations.RunPython(write_keys, migrations.RunPython.noop)]
