"""Every case of ingestion by its number: the tests that hold it, and the control that shows that
they can fail. A case without either fails here.

I-01 empty answers                  I-02 bodies cut short            I-03 chunks cut and resets
I-04 fewer rows than usual          I-05 one bad record              I-06 runs add up
I-07 passing faults of a server     I-08 slow answers                I-09 redirects to nowhere good
I-10 addresses inside the network   I-11 names that change           I-12 redirects to other hosts
I-13 bombs in transport             I-14 bombs in archives           I-15 attacks by XML
I-16 odd JSON                       I-17 pages instead of feeds      I-18 characters and lengths
I-19 hostile markup                 I-20 the same notice twice       I-21 an id used again
I-22 a changed format               I-23 stale copies                I-24 deadlines
I-25 money                          I-26 conditional answers         I-27 certificates
I-28 a source that is dead          I-29 files of any length         I-30 endless pages
I-31 kills in mid-reading           I-32 two readings at once

W-01 and W-22, kills at every named point and at any moment, are in tests/tenders/killing.
"""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure
CASES = [f"i{number:02}" for number in range(1, 33)]


def cases_with_tests() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and (
                match := re.match(r"test_(i\d\d)_(control_)?", node.name)
            ):
                found[match[1]].append("control" if match[2] else "case")
    return found


@pytest.mark.parametrize("case", CASES)
def test_every_case_has_a_test_and_a_control(case: str) -> None:
    assert {"case", "control"} <= set(cases_with_tests()[case])


def test_the_table_names_every_case() -> None:
    named = re.findall(r"I-(\d\d) ", __doc__ or "")

    assert [f"i{number}" for number in named] == CASES
