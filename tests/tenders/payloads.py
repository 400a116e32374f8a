"""Payloads in the wire formats of the sources, small and invented."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tenders import ingestion
from tenders.models import IngestionRun
from tenders.sources import SOURCES
from tenders.sources.base import Payload

NOW = datetime(2026, 9, 15, 12, 0, tzinfo=UTC)


def solar_notice(**changes: Any) -> dict[str, Any]:
    """One World Bank record; a field that is set to None is left out."""
    record = {
        "id": "OP90000101",
        "notice_type": "Invitation for Bids",
        "noticedate": "10-Sep-2026",
        "notice_status": "Published",
        "notice_lang_name": "English",
        "submission_deadline_date": "2026-10-28T00:00:00Z",
        "submission_deadline_time": "10:00",
        "project_ctry_name": "Gambia, The",
        "project_id": "P900101",
        "project_name": "Coastal Solar Access Project",
        "bid_reference_no": "CSA-2026-07",
        "bid_description": "Supply of solar home systems for forty villages",
        "procurement_group": "GO",
        "sector": [{"sector_code": "LU", "sector_description": "Renewable Energy Solar"}],
        "contact_name": "A. Ceesay",
        "contact_email": "officer@agency.example",
        "notice_text": "<p>Sealed bids are invited for photovoltaic panels and batteries.</p>",
        "api_modified_date": "2026-09-11T02:11:09Z",
        **changes,
    }
    return {name: value for name, value in record.items() if value is not None}


def envelope(*records: Any) -> bytes:
    return json.dumps({"procnotices": list(records)}).encode()


def row(**changes: Any) -> dict[str, Any]:
    """One row of the IDB's table in the shape of its scraper."""
    return {
        "projectId": "BO-L9001",
        "projectName": "Programa de redes rurales",
        "title": "Adquisición de medidores para redes de distribución",
        "countryName": "BOLIVIA",
        "category": "SPECIFIC",
        "publicationDate": "2026-08-12",
        "deadline": "2026-10-20",
        "url": "https://bank.example/notices",
        **changes,
    }


def table(*rows: Any) -> bytes:
    return json.dumps(list(rows)).encode()


def read(content: bytes, *, source: str = "world_bank", now: datetime = NOW) -> IngestionRun:
    """One reading of one payload."""
    payloads = [Payload(content, "", "application/json")]
    return ingestion.run(SOURCES[source], payloads=payloads, origin="test", now=now)


def write(folder: Path, content: bytes, *, name: str = "payload.json") -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


def counts(run: IngestionRun) -> tuple[str, int, int, int, int, int]:
    """State, seen, inserted, updated, unchanged, quarantined."""
    return (run.state, run.seen, run.inserted, run.updated, run.unchanged, run.quarantined)
