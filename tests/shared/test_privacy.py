import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht_shared.privacy import contains_bsn, may_contain_bsn

# 111222333 passes the 11-proof: 9*1+8*1+7*1+6*2+5*2+4*2+3*3+2*3-1*3 = 66.
BSN = "111222333"


@pytest.mark.parametrize(
    "text",
    [BSN, f"cliënt {BSN} belde", f"BSN:{BSN}.", "111 222 333", "111-222-333", "1112.22.333", "1 1 1 2 2 2 3 3 3",
     f"x{BSN}x", f"123456789 en {BSN}", f"regel een\n{BSN}\nregel drie", "100000010"],
)  # fmt: skip
def test_a_bsn_is_seen_however_it_is_written(text: str) -> None:
    assert contains_bsn(text)


@pytest.mark.parametrize(
    "text",
    ["", "geen nummer", "111222334", "11122233", "1112223334", f"0{BSN}", f"{BSN}0", "111  222 333", "000000000",
     "2026-03-31", "06-12345678", "111,222,333"],
)  # fmt: skip
def test_another_number_is_no_bsn(text: str) -> None:
    assert not contains_bsn(text)


# Texts in which digits and what may stand between them are frequent: in others there is nothing to find.
TEXTS = st.text(alphabet=st.one_of(st.sampled_from("0123456789 .-\n;|x"), st.characters()), max_size=60)
BSNS = st.sampled_from(["111222333", "123456782", "111 222 333", "1-2-3-4-5-6-7-8-2"])


@given(st.lists(st.one_of(TEXTS, BSNS), max_size=6).map("".join))
def test_the_quick_look_never_misses_what_the_slow_one_would_find(text: str) -> None:
    assert may_contain_bsn(text) or not any(contains_bsn(line) for line in text.split("\n"))


@given(TEXTS, BSNS, TEXTS)
def test_the_quick_look_sees_a_bsn_that_stands_by_itself(before: str, bsn: str, after: str) -> None:
    assert may_contain_bsn(f"{before}/{bsn}/{after}")
