from matchmaking.engine.spelling import matrix_of, pieces_of, vocabulary_of


def test_pieces_mark_the_ends_of_a_word():
    assert pieces_of("solar") == ("^sol", "sola", "olar", "lar$")
    assert pieces_of("kw") == ("^kw$",)


def test_related_spellings_share_pieces():
    assert set(pieces_of("construct")) & set(pieces_of("construccion")) >= {"^con", "stru"}


def test_pairs_and_codes_hold_no_pieces():
    columns = vocabulary_of(["solar"])

    assert matrix_of(["solar", "solar roof", "cpv:09"], columns).sum(axis=1).tolist() == [
        [4],
        [0],
        [0],
    ]
