import pytest

from matchmaking.engine import Document, MatchIndex
from matchmaking.engine.translation import both_ways, learned, probabilities

LABELS = [
    {"en": "water pump", "es": "bomba agua"},
    {"en": "water tank", "es": "tanque agua"},
    {"en": "fuel pump", "es": "bomba combustible"},
    {"en": "fuel tank", "es": "tanque combustible"},
]


def test_the_likeliest_word_is_learned_from_what_goes_together():
    pairs = [(row["en"].split(), row["es"].split()) for row in LABELS]

    table = probabilities(pairs)

    best = {source: max(targets, key=targets.__getitem__) for source, targets in table.items()}
    assert best == {"water": "agua", "pump": "bomba", "tank": "tanque", "fuel": "combustible"}


def test_the_probabilities_of_a_word_add_up_to_one():
    table = probabilities([(["a", "b"], ["x", "y"]), (["a"], ["x"])])

    assert sum(table["a"].values()) == pytest.approx(1.0)


def test_one_round_agrees_with_a_naive_count():
    pairs = [(["a", "b"], ["x", "y"]), (["a"], ["x"])]
    naive = _naive(pairs, rounds=8)

    table = probabilities(pairs)

    assert table["a"]["x"] == pytest.approx(naive["a", "x"])
    assert table["b"]["y"] == pytest.approx(naive["b", "y"])


def test_a_link_must_hold_in_both_directions():
    assert both_ways({"a": {"x": 1.0, "y": 0.5}}, {"x": {"a": 0.25}}) == {"a": {"x": 0.5}}


def test_nothing_is_learned_from_nothing():
    assert probabilities([]) == {}
    assert probabilities([([], ["x"]), (["a"], [])]) == {}
    assert learned([{"en": "pump"}, {"en": "", "es": ""}, {}]) == {}


def test_a_word_of_one_label_only_is_not_learned():
    labels = [*LABELS, {"en": "zinc pump", "es": "bomba zinquera"}]

    table = learned(labels)["en", "es"]

    assert "zinc" not in table
    assert max(table["pump"], key=table["pump"].__getitem__) == "bomb"


def test_the_same_labels_are_learned_once():
    assert learned(LABELS) is learned([dict(row) for row in LABELS])


def test_labels_bridge_words_that_the_term_bank_does_not_know():
    notice = Document("n", "es", "Zurulandia de florbelas")
    other = Document("m", "es", "Mantenimiento de carreteras")
    labels = [
        {"en": "quxy", "es": "florbela"},
        {"en": "quxy brand", "es": "marca florbela"},
    ]
    firm = [Document("p", "en", "Quxy")]

    without = MatchIndex.fit([notice, other]).search(firm, top_n=5)
    index = MatchIndex.fit([notice, other], parallel=labels)

    assert without == []
    assert [match.document_id for match in index.search(firm, top_n=5)] == ["n"]
    shown = index.explain(firm, "n").contributions
    assert ("Quxy",) in {part.profile_words for part in shown if part.kind == "concept"}


def _naive(pairs, *, rounds):
    sources = {"", *(word for left, _ in pairs for word in left)}
    targets = {word for _, right in pairs for word in right}
    likely = {(source, target): 1.0 for source in sources for target in targets}
    for _ in range(rounds):
        counted = dict.fromkeys(likely, 0.0)
        for left, right in pairs:
            for target in right:
                whole = sum(likely[source, target] for source in ["", *left])
                for source in ["", *left]:
                    counted[source, target] += likely[source, target] / whole
        for source, target in likely:
            total = sum(counted[source, word] for word in targets)
            likely[source, target] = counted[source, target] / total
    return likely
