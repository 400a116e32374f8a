"""Leads and tails of amendment titles."""

import pytest

from tenders.sources.idb_titles import amended_title, is_amendment


@pytest.mark.parametrize(
    "title",
    [
        "ENMIENDA - Planta solar",
        "ENMIENDA - Nro 2 Planta solar",
        "ENMIENDA - N°1 Planta solar",
        "ENMIENDA - No 1 - Planta solar",
        "ENMIENDA - Nro 2 Prorroga - Planta solar",
        "ENMIENDA - Aclaración N°1 Planta solar",
        "ENMIENDA - Acta De Reunión De Aclaración - Planta solar",
        "ENMIENDA - Al Documento De Licitación N° 3 - Planta solar",
        "ENMIENDA - Informe de Aclaración N° 1 Ajustado - Planta solar",
        "ENMIENDA - Anuncio de aclaraciones Nro. 1 - Planta solar - EC-L9001-P00064",
        "ENMIENDA - Aviso Expresión De Interés - Planta solar",
        "ENMIENDA - Publicación de la Adenda N°4 al PBC de la LPI 17/2026 “Planta solar” - P00005",
        'ENMIENDA - Publicación de la Aclaratoria N° 5 al PBC de la LPI 9/26 "Planta solar" - P221',
        "Aclaraciones Nro 1 - Planta solar - SDO No.: LPI-X-2 - P00050",
        "Adenda Nro 1 - Planta solar -PE-L9001-P00107",
        "Prórroga - Planta solar",
    ],
)
def test_amended_title_is_found_behind_its_lead(title: str) -> None:
    assert is_amendment(title) is True
    assert amended_title(title) == "Planta solar"


@pytest.mark.parametrize(
    "title",
    [
        "Planta solar",
        "2.1.1.1 - Coordinación General",
        "Enmiendas de suelos agrícolas",
        "Notificación de Adjudicación",
    ],
)
def test_other_titles_are_no_amendments(title: str) -> None:
    assert is_amendment(title) is False
