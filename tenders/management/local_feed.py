"""Invented notices in the format of OCDS, and a server on this machine that hands them out."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PAGE = 500
SUBJECTS = (
    ("Supply of photovoltaic modules and inverters", "Modules, inverters and their mounting."),
    ("Installation of wind turbines on the coast", "Foundations, towers and grid connection."),
    ("Rehabilitation of a small hydropower plant", "Turbines, penstock and control room."),
    ("Energy audit of public hospitals", "Measurements, report and a plan of savings."),
    ("Battery storage for island grids", "Cells, power electronics and fire protection."),
    ("Training of technicians for heat pumps", "Courses in three regions over two years."),
    ("Street lighting with efficient lamps", "Lamps, poles, cabling and maintenance."),
    ("Biogas digesters for dairy farms", "Design, construction and commissioning."),
)
PLACES = ("Sonora", "Texas", "Québec", "Oaxaca", "Ontario", "Nevada", "Yucatán", "Manitoba")


def release(number: int) -> dict[str, Any]:
    """One invented tender."""
    title, text = SUBJECTS[number % len(SUBJECTS)]
    place = PLACES[number // len(SUBJECTS) % len(PLACES)]
    day = f"2026-{1 + number % 9:02}-{1 + number % 27:02}"
    return {
        "ocid": f"ocds-benchmark-{number}",
        "id": str(number),
        "date": f"{day}T09:30:00Z",
        "tag": ["tender"],
        "language": "en",
        "buyer": {"name": f"Energy agency {number % 200} of {place}"},
        "tender": {
            "id": f"BENCH-{number:07}",
            "title": f"{title} in {place}, lot {number}",
            "description": f"{text} Bids are invited from firms with experience in {place}. " * 3,
            "status": "active",
            "mainProcurementCategory": ("goods", "works", "services")[number % 3],
            "procurementMethod": "open",
            "value": {"amount": 10_000 + number, "currency": "USD"},
            "tenderPeriod": {"endDate": f"2027-{1 + number % 9:02}-{1 + number % 27:02}T17:30:00Z"},
            "items": [
                {
                    "id": "1",
                    "description": title,
                    "classification": {"scheme": "CPV", "id": "09331200"},
                }
            ],
        },
    }


def page(start: int, end: int, *, following: str) -> bytes:
    """One package of releases, with the address of the next."""
    releases = [release(number) for number in range(start, end)]
    package: dict[str, Any] = {"publisher": {"name": "Benchmark"}, "releases": releases}
    if following:
        package["links"] = {"next": following}
    return json.dumps(package).encode()


@contextmanager
def serving(notices: int) -> Iterator[str]:
    """The address of the first page, while a server of this process hands out the pages."""
    pages: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path)
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *args: Any) -> None:
            """The figures are what is wanted on the screen."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    base = f"http://127.0.0.1:{server.server_port}"
    for start in range(0, notices, PAGE):
        end = min(start + PAGE, notices)
        following = f"{base}/{end}" if end < notices else ""
        pages[f"/{start}"] = page(start, end, following=following)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"{base}/0"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
