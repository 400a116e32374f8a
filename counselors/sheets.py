"""Tables for a spreadsheet. A cell that a program would take for a formula is made a text."""

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

from xlsxwriter import Workbook

Cell = str | int | float
Rows = Iterable[Sequence[Cell]]
FORMULA_BEGINNINGS = tuple("=+-@\t\r\n|")


def safe(cell: Cell) -> Cell:
    """Numbers stay; a text that begins like a formula, also in full-width signs, gets a quote."""
    if not isinstance(cell, str):
        return cell
    seen = unicodedata.normalize("NFKC", cell)
    begins = seen.startswith(FORMULA_BEGINNINGS) or seen.lstrip(" \"'").startswith(
        FORMULA_BEGINNINGS
    )
    return f"'{cell}" if begins else cell


def as_csv(header: Sequence[str], rows: Rows) -> bytes:
    """With a byte-order mark, so that spreadsheet programs read the accents."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([safe(cell) for cell in header])
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(header: Sequence[str], rows: Rows) -> bytes:
    """Texts are written as texts, never as formulas or links."""
    out = BytesIO()
    book = Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    for column, title in enumerate(header):
        sheet.write_string(0, column, str(safe(title)), bold)
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, column, str(safe(cell)))
            else:
                sheet.write_number(number, column, cell)
    book.close()
    return out.getvalue()
