import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from reference.code_labels import LabelsUnreadable, read_cpv, read_unspsc
from reference.loading import Counts, load_labels
from reference.models import CodeLabel

CODES = [
    {"numericCode": 9331200, "version": 2, "name": "Solar modules, large"},
    {"numericCode": 42122000, "version": 2, "name": "Pumps: all kinds"},
    {"numericCode": 11111111, "version": 1, "name": "Of the edition before"},
]
TRANSLATED = {
    "es": "'Solar modules, large': 'Módulos solares ''grandes'''\n\"Pumps: all kinds\": Bombas\n",
    "fr": "'Solar modules, large': \"Modules solaires\"\n",
    "pt": "'Pumps: all kinds': 'Bombas: todos os tipos'\n",
}
NAMES = {
    "en_US.ISO-8859-1": "Pumps",
    "es_ES.utf-8": "Bombas",
    "fr_FR.utf-8": "Pompes",
    "pt_PT.utf-8": "Bombas",
}


@pytest.fixture
def cpv(tmp_path: Path) -> Path:
    for language, lines in TRANSLATED.items():
        (tmp_path / f"messages.{language}_{language}.yaml").write_text(lines, "utf-8")
    path = tmp_path / "cpvCodes.json"
    path.write_text(json.dumps(CODES), "utf-8")
    return path


@pytest.fixture
def unspsc(tmp_path: Path) -> Path:
    for name, label in NAMES.items():
        (tmp_path / f"ref-unspsc.{name}.xml").write_text(
            f'<c><msg key="7">{label}</msg><msg key="8">No code</msg></c>', "utf-8"
        )
    (tmp_path / "unspsc_library.dat").write_text("7,40151500,class,#x#,,7.0901\n", "utf-8")
    return tmp_path / "ref-unspsc.en_US.ISO-8859-1.xml"


def test_cpv_names_meet_their_translations(cpv):
    pumps, solar = sorted(read_cpv(cpv), key=lambda row: row.names["en"])

    assert (solar.code, solar.names) == (
        "09331200",
        {
            "en": "Solar modules, large",
            "es": "Módulos solares 'grandes'",
            "fr": "Modules solaires",
        },
    )
    assert pumps.names == {
        "en": "Pumps: all kinds",
        "es": "Bombas",
        "pt": "Bombas: todos os tipos",
    }


def test_unspsc_names_of_four_catalogues_meet_under_their_code(unspsc):
    (row,) = read_unspsc(unspsc.parent)

    assert (row.scheme, row.code) == ("unspsc", "40151500")
    assert row.names == {"en": "Pumps", "es": "Bombas", "fr": "Pompes", "pt": "Bombas"}


@pytest.mark.parametrize(
    "content", ["", "[1]", '{"a": 1}', '[{"version": 2, "numericCode": "x", "name": "y"}]']
)
def test_what_is_no_list_of_codes_is_refused_by_name(cpv, content):
    cpv.write_text(content, "utf-8")

    with pytest.raises(LabelsUnreadable, match=r"cpvCodes\.json is not a list of CPV codes"):
        read_cpv(cpv)


def test_a_missing_file_of_a_language_is_named(cpv):
    cpv.with_name("messages.fr_fr.yaml").unlink()

    with pytest.raises(LabelsUnreadable, match=r"There is no file messages\.fr_fr\.yaml"):
        read_cpv(cpv)


def test_a_file_in_another_encoding_is_named(cpv):
    cpv.with_name("messages.es_es.yaml").write_bytes(b"Pump: m\xe1quina\n")

    with pytest.raises(LabelsUnreadable, match=r"messages\.es_es\.yaml cannot be read as UTF-8"):
        read_cpv(cpv)


@pytest.mark.parametrize(
    "content",
    [
        "no xml",
        "<c/>",
        '<!DOCTYPE c [<!ENTITY e "boom">]><c><msg key="7">&e;</msg></c>',
    ],
)
def test_what_is_no_catalogue_is_refused_by_name(unspsc, content):
    unspsc.write_text(content, "utf-8")

    with pytest.raises(LabelsUnreadable, match=r"en_US\.ISO-8859-1\.xml"):
        read_unspsc(unspsc)


@pytest.mark.django_db
def test_labels_are_stored_once_and_offered_by_language(cpv):
    first, second = load_labels("cpv", cpv), load_labels("cpv", cpv)

    assert (first, second) == (Counts(2, 0, 0), Counts(0, 0, 2))
    assert {"en": "Pumps: all kinds", "es": "Bombas", "pt": "Bombas: todos os tipos"} in (
        CodeLabel.objects.parallel()
    )


@pytest.mark.django_db
def test_a_later_file_changes_the_names_it_holds(cpv):
    load_labels("cpv", cpv)
    cpv.with_name("messages.pt_pt.yaml").write_text("Other: Outro\n", "utf-8")

    assert load_labels("cpv", cpv) == Counts(created=0, updated=1, unchanged=1)


@pytest.mark.django_db
def test_the_command_loads_both_and_says_so(cpv, unspsc):
    out = StringIO()

    call_command("load_reference", cpv=cpv, unspsc=unspsc, stdout=out)

    assert "names of cpv codes: 2 created, 0 updated, 0 unchanged" in out.getvalue()
    assert "names of unspsc codes: 1 created, 0 updated, 0 unchanged" in out.getvalue()


@pytest.mark.django_db
def test_the_command_refuses_a_file_that_is_not_there_in_one_line(tmp_path):
    with pytest.raises(CommandError, match=r"^There is no file"):
        call_command("load_reference", cpv=tmp_path / "nothing.json", stdout=StringIO())
    assert not CodeLabel.objects.exists()
