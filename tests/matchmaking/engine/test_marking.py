from matchmaking.engine import spans_of


def test_whole_words_are_found_and_touching_ones_joined():
    text = "Solar panels and solarium; solar"

    assert spans_of(text, ["Solar panels", "panels", "solar"]) == [(0, 12), (27, 32)]


def test_nothing_is_marked_for_no_words():
    assert spans_of("Solar", ["", " "]) == []
