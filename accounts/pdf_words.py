"""The words of one PDF, read in a process of its own: `python -I pdf_words.py PAGES LETTERS < pdf`.

A broken or hostile paper can make any reader run for hours or fill the memory. Here only this
process ends. It imports nothing of ours, and answers with one line of JSON: `text`, with `pages`
read and `of` how many; or `fault`, which is `locked` or `broken`.
"""

import json
import logging
import resource
import sys
from io import BytesIO
from typing import Any

from pypdf import PdfReader

MOST_MEMORY = 1_500_000_000  # bytes of address space
MOST_SECONDS = 10


def words_of(data: bytes, *, most_pages: int, most_letters: int) -> dict[str, Any]:
    """The text of the first pages, cut where it grows too long."""
    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted:
        return {"fault": "locked"}
    text, read, pages = "", 0, len(reader.pages)
    for number in range(min(pages, most_pages)):
        if len(text) >= most_letters:
            break
        text += reader.pages[number].extract_text() + "\n"
        read += 1
    return {"text": text[:most_letters], "pages": read, "of": pages}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    logging.disable()
    try:
        pages, letters = map(int, sys.argv[1:])
        answer = words_of(sys.stdin.buffer.read(), most_pages=pages, most_letters=letters)
    except Exception:  # a broken paper fails anywhere in the reader
        answer = {"fault": "broken"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
