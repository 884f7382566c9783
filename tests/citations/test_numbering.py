from debates.citations.numbering import number_keys


def test_keys_are_numbered_from_one_by_their_first_citation():
    introduction, first, second = ["gauge", "ferry"], ["ferry", "raft"], ["bank", "gauge"]

    assert number_keys([introduction, first, second]) == {"gauge": 1, "ferry": 2, "raft": 3, "bank": 4}


def test_an_item_cited_twice_in_one_text_has_one_number():
    assert number_keys([["raft", "raft", "bank", "raft"]]) == {"raft": 1, "bank": 2}


def test_texts_without_citations_use_up_no_number():
    assert number_keys([[], ["raft"], []]) == {"raft": 1}


def test_nothing_cited_gives_no_numbers():
    assert number_keys([]) == {}


def test_texts_may_be_generators():
    assert number_keys(iter([iter("ba"), iter("ac")])) == {"b": 1, "a": 2, "c": 3}
