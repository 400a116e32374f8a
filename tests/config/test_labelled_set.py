"""What is measured is what the product would see: the labelled set against the loaded network."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Enterprise
from config import demo_network, labelled_set
from config.management.commands import start
from matchmaking import quality
from matchmaking.documents import profile_of
from matchmaking.engine import Document
from matchmaking.models import QualityRun
from tenders.documents import documents_of
from tenders.models import Tender

pytestmark = pytest.mark.django_db

# Prints figures of its own in the place of a long run over public data.
HARNESS = """
import argparse, json, pathlib, sys
parser = argparse.ArgumentParser()
parser.add_argument("--matcher")
parser.add_argument("--baselines", action="store_true")
parser.add_argument("--json", type=pathlib.Path)
parser.add_argument("--sets", default="all")
parser.add_argument("--parallel", action="store_true")
asked = parser.parse_args()
if asked.sets == "unknown":
    sys.exit("error: unknown set")
result = {"set": asked.sets, "matcher": asked.matcher, "status": "measured", "queries": 3,
          "candidates": 9, "metrics": {"ndcg@10": {"value": 0.5, "low": 0.4, "high": 0.6}},
          "ranks": [[1], [2], [3]], "note": "parallel" if asked.parallel else ""}
asked.json.write_text(json.dumps({"format": 1, "results": [result]}))
"""


def content(document: Document) -> tuple[object, ...]:
    return (document.language, document.title, document.text, document.codes)


def test_notices_are_the_documents_of_the_loaded_tenders() -> None:
    demo_network.load_notices(timezone.now())

    loaded = sorted(content(document) for document in documents_of(Tender.objects.all()))

    assert sorted(content(document) for document in labelled_set.read().notices) == loaded


def test_firms_are_the_profiles_of_the_loaded_enterprises() -> None:
    demo_network.load_enterprises(demo_network.load_people())
    profiles = [
        sorted(content(document) for document in profile_of(enterprise))
        for enterprise in Enterprise.objects.all()
    ]

    firms = labelled_set.read().firms

    assert sorted(sorted(map(content, firm.profile)) for firm in firms) == sorted(profiles)


def test_the_day_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    before = labelled_set.read()
    monkeypatch.setattr(labelled_set, "ANY_DAY", timezone.now().date())

    after = labelled_set.read()

    assert (after.notices, after.firms, after.grades) == (
        before.notices,
        before.firms,
        before.grades,
    )


def measured(capsys: pytest.CaptureFixture[str], **options: object) -> str:
    call_command("evaluate_matcher", **options)
    return capsys.readouterr().out


def test_the_command_prints_every_table(capsys: pytest.CaptureFixture[str]) -> None:
    printed = measured(capsys, shipped_only=True)

    starts = [block.split()[0] for block in printed.split("\n\n")]
    assert starts == ["Engine", "matcher", "nDCG@10", "level", "Partners:"]
    assert QualityRun.objects.count() == 0


def test_the_command_stores_what_it_prints(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    printed = measured(
        capsys, shipped_only=True, store=True, json=True, floor=tmp_path / "floor.json"
    )

    run = quality.latest()
    assert run is not None
    assert run.figures == json.loads(printed)
    assert json.loads((tmp_path / "floor.json").read_text())["fingerprint"] == run.data_fingerprint


def test_what_is_published_is_not_measured_again(capsys: pytest.CaptureFixture[str]) -> None:
    start.publish_quality()
    start.publish_quality()

    assert QualityRun.objects.count() == 1
    assert measured(capsys, unless_current=True) == "The published figures are current.\n"


def test_the_command_prints_the_shares_of_the_levels(capsys: pytest.CaptureFixture[str]) -> None:
    printed = measured(capsys, levels=True)

    assert [block.split()[0] for block in printed.split("\n\n")] == ["score", "By", "level"]


def test_public_sets_are_measured_with_their_program(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    program = tmp_path / "evaluate.py"
    program.write_text(HARNESS, "utf-8")

    found = json.loads(measured(capsys, json=True, harness=program, sets="awards"))["public"]

    assert found == [
        {
            "set": "awards",
            "matcher": "puente",
            "status": "measured",
            "queries": 3,
            "candidates": 9,
            "metrics": {"ndcg@10": {"value": 0.5, "low": 0.4, "high": 0.6}},
        }
    ]


def test_a_program_that_fails_is_said_in_one_line(tmp_path: Path) -> None:
    program = tmp_path / "evaluate.py"
    program.write_text(HARNESS, "utf-8")

    with pytest.raises(CommandError, match=r"^The public sets were not measured\. error: unknown"):
        call_command("evaluate_matcher", harness=program, sets="unknown")
    with pytest.raises(CommandError, match="There is no program"):
        call_command("evaluate_matcher", harness=tmp_path / "absent.py")
