import re
import secrets

import segno

from zicht_surveys.uitnodigingen.qr import qr_codes

STEM = "https://vragenlijst.waddinxveen.nl/i/"


def modules_of(svg: str) -> list[list[int]]:
    """The picture as a reader sees it: dark where the path draws."""
    [side] = re.findall(r'viewBox="0 0 (\d+) \d+"', svg)
    size = int(side) - 8
    dark = [[0] * size for _ in range(size)]
    for x, y, line in re.findall(r"M(\d+) (\d+)\.5([hm0-9 ]*)", svg):
        column = int(x) - 4
        for kind, length in re.findall(r"([hm])(\d+)", line):
            for step in range(int(length)):
                dark[int(y) - 4][column + step] = int(kind == "h")
            column += int(length)
    return dark


def test_each_picture_is_the_one_that_an_encoder_makes_of_that_address() -> None:
    tokens = [f"0627-{secrets.token_urlsafe(24)}" for _ in range(50)]
    for token, svg in zip(tokens, qr_codes(STEM, tokens), strict=True):
        expected = segno.make(STEM + token, mode="byte", error="m", boost_error=False, micro=False, mask=3)
        assert modules_of(svg) == [list(row) for row in expected.matrix]


def test_a_picture_is_small() -> None:
    assert max(map(len, qr_codes(STEM, [f"0627-{secrets.token_urlsafe(24)}" for _ in range(20)]))) < 2600
