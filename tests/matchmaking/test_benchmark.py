"""The benchmark runs on invented and on given texts, and its table tells what it measured."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.pure


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("benchmark_matcher", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_ours_gives_the_answers_of_the_plain_product(tmp_path: Path) -> None:
    texts = [
        {"title": f"Pump {n}", "text": f"solar pump for well {n % 7} " * 12} for n in range(40)
    ]
    (tmp_path / "texts.json").write_text(json.dumps(texts), "utf-8")
    options = ("--texts", "200", "--profiles", "3", "--seconds", "1", "--json")

    figures = json.loads(run(*options, "--source", str(tmp_path)))

    assert figures["texts"] == 200
    assert figures["equality"]["wrong_ids"] == 0
    assert figures["equality"]["largest_difference"] < 1e-5
    assert {"Puente", "Puente, the open tenth"} < set(figures["single_ms"])
    assert figures["single_ms"]["Puente"]["median"] > 0


def test_the_table_names_every_contender() -> None:
    table = run("--texts", "150", "--profiles", "2", "--seconds", "1")

    assert "scipy row product" in table
    assert "bytes a text on disk" in table
    assert "0 wrong ids" in table


@pytest.mark.parametrize("arguments", [["--texts", "1"], ["--seconds", "0"], ["--profiles", "0"]])
def test_odd_numbers_are_refused_with_a_line(arguments: list[str]) -> None:
    with pytest.raises(CommandError, match="are needed"):
        run(*arguments)


def test_a_folder_without_texts_is_refused_with_a_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no texts"):
        run("--texts", "200", "--source", str(tmp_path))
