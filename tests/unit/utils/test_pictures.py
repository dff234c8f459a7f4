from __future__ import annotations

import base64
import importlib
import io
import sys
from xml.etree import ElementTree

import matplotlib
import pytest
from PIL import Image

import utils
from utils.pictures import style
from utils.pictures.picture import DPI, Picture, _with_few_colours


def picture(alt: str = "A line.", takeaway: str = "It rises.", line: int = 2) -> Picture:
    with style.drawing():
        figure = style.new_figure(height=2, width=3)
        figure.subplots().plot([0, line])
    return Picture(figure, alt, takeaway)


def test_html_is_well_formed_and_escapes_what_it_says():
    alt, takeaway = "a < b & \"c\" > 'd'", "x < y & z"
    root = ElementTree.fromstring(picture(alt, takeaway)._repr_mimebundle_()["text/html"])
    image, caption = root
    assert (root.tag, image.tag, caption.tag) == ("figure", "img", "figcaption")
    assert image.get("alt") == alt
    assert caption.text == takeaway
    assert image.get("style") == "max-width:100%"


def test_the_embedded_image_is_a_png_with_two_pixels_for_each_one_shown():
    image = ElementTree.fromstring(picture().html())[0]
    kind, data = image.get("src").split(",")
    assert kind == "data:image/png;base64"
    assert Image.open(io.BytesIO(base64.b64decode(data))).size == (3 * DPI, 2 * DPI)
    assert int(image.get("width")) * 2 == 3 * DPI


def test_plain_text_is_alt_and_takeaway():
    assert picture()._repr_mimebundle_()["text/plain"] == "A line.\nIt rises."


def test_the_same_picture_gives_the_same_bytes_and_another_one_others():
    assert picture().png() == picture().png()
    assert picture().png() != picture(line=3).png()


def test_a_png_names_neither_program_nor_date():
    assert Image.open(io.BytesIO(picture().png())).info.keys() <= {"dpi", "gamma"}


def test_the_background_is_opaque_white_whatever_the_readers_settings_are():
    plain = picture().png()
    with matplotlib.rc_context({"figure.facecolor": "black", "savefig.transparent": True, "font.size": 30}):
        assert picture().png() == plain
        assert matplotlib.rcParams["font.size"] == 30
    assert Image.open(io.BytesIO(plain)).convert("RGBA").getpixel((2, 2)) == (255, 255, 255, 255)


def test_drawing_leaves_the_readers_settings_as_they_were():
    before = dict(matplotlib.rcParams)
    picture().png()
    assert dict(matplotlib.rcParams) == before


def test_rounding_colours_moves_no_pixel_by_more_than_four():
    image = Image.new("RGB", (256, 3))
    for value in range(256):
        for row, colour in enumerate([(value, value, value), (value, 0, 255), (0, 255 - value, 40)]):
            image.putpixel((value, row), colour)
    rounded = _with_few_colours(image)
    assert rounded.mode == "P"
    pairs = zip(image.tobytes(), rounded.convert("RGB").tobytes(), strict=True)
    assert max(abs(a - b) for a, b in pairs) <= 4
    assert rounded.convert("RGB").getpixel((255, 0)) == (255, 255, 255)


def test_an_image_of_many_colours_keeps_them():
    image = Image.linear_gradient("L").convert("RGB")
    image = Image.merge("RGB", [image.split()[0], image.rotate(90).split()[0], image.split()[2]])
    rounded = _with_few_colours(image)
    assert rounded.mode == "RGB"
    assert max(abs(a - b) for a, b in zip(image.tobytes(), rounded.tobytes(), strict=True)) <= 4


@pytest.mark.parametrize(
    ("value", "text", "math"),
    [
        (0.25, "0.25", "0.25"),
        (-0.0648148, "−0.0648", "−0.0648"),
        (-0.0, "0", "0"),
        (3, "3", "3"),
        (1.2e-5, "1.2×10⁻⁵", r"1.2 \times 10^{-5}"),
        (-4e12, "−4×10¹²", r"−4 \times 10^{12}"),
        (1e-11, "10⁻¹¹", "10^{-11}"),
    ],
)
def test_numbers_are_short_and_typeset(value, text, math):
    assert style.number(value) == text
    assert style.math_number(value) == math


@pytest.mark.parametrize(
    ("name", "symbol", "bar"),
    [
        ("z", "z", r"\bar{z}"),
        ("L", r"\mathcal{L}", r"\bar{\mathcal{L}}"),
        ("L_reg", r"\mathcal{L}_{\mathrm{reg}}", r"\overline{\mathcal{L}_{\mathrm{reg}}}"),
        ("h1", "h_{1}", r"\bar{h}_{1}"),
        ("w_2", "w_{2}", r"\bar{w}_{2}"),
        ("lam", r"\lambda", r"\bar{\lambda}"),
        ("exp", r"\mathrm{exp}", r"\overline{\mathrm{exp}}"),
        ("J", r"\mathcal{J}", r"\bar{\mathcal{J}}"),
    ],
)
def test_names_of_the_code_become_the_lectures_symbols(name, symbol, bar):
    assert style.symbol(name) == symbol
    assert style.symbol(name, bar=True) == bar


@pytest.mark.parametrize("colour", [style.BLUE, style.VERMILLION, style.ORANGE, style.GREEN, style.PURPLE, style.SKY])
def test_the_ink_of_every_colour_can_be_read_on_white(colour):
    ink = style.ink(colour)
    assert style.contrast(tuple(int(ink[i : i + 2], 16) / 255 for i in (1, 3, 5))) >= 4.4


def test_pictures_are_imported_and_made_without_pyplot(monkeypatch):
    monkeypatch.setattr(utils, "pictures", utils.pictures)  # importing it anew puts another one there
    for name in [name for name in sys.modules if name.startswith("utils.pictures")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)  # importing it is now an error
    pictures = importlib.import_module("utils.pictures")
    assert "<img" in pictures.draw_graph({"x": (), "y": ("x",)}).html()
    assert "<img" in pictures.descent_path([[0.0, 0.0, 0.1], [0.1, 0.1, 0.05]], [1.0], [1.0]).html()
