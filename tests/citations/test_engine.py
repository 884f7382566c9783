import pytest
from citeproc.source import Name
from lxml import etree

from debates.citations.engine import StyleSheet, text_value
from debates.citations.vocabulary import NAMES, TEXTS

ANN = [Name(family="Poe", given="Ann")]


@pytest.mark.parametrize("style", ["ieee", "apa", "harvard-cite-them-right"])
def test_rendering_leaves_the_style_sheet_as_it_was(style):
    sheet = StyleSheet(style, "en-US")
    before = etree.tostring(sheet.root)
    texts = {field: text_value("x") for field in TEXTS} | {"type": "speech"}

    sheet.render(texts | {"author": ANN, "chair": ANN, "organizer": ANN})
    sheet.render(texts | dict.fromkeys(NAMES, ANN))

    assert etree.tostring(sheet.root) == before


def test_a_style_that_prints_nothing_answers_nothing():
    letter = {"type": "personal_communication", "title": text_value("Oars")}

    assert StyleSheet("apa", "en-US").render(letter) == ""


def test_values_are_not_escaped_here():
    book = {"type": "book", "title": text_value("R & D")}

    assert StyleSheet("ieee", "en-US").render(book) == "<i>R & D</i>. "
