import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from graphlib import CycleError
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from zicht_api.formules.taal import (
    MAX_DIEPTE,
    MAX_LENGTE,
    DelenDoorNul,
    FormuleFout,
    UitkomstTeGroot,
    find_kring,
    parse,
    volgorde,
)
from zicht_api.getallen import round_published

WAARDEN: Mapping[str, Decimal | None] = {
    "uren": Decimal("37.5"),
    "clienten-bereikt": Decimal(12),
    "nul": Decimal(0),
    "onbekend": None,
}


def bereken(tekst: str) -> Decimal | None:
    return parse(tekst).bereken(WAARDEN)


@pytest.mark.parametrize(
    ("tekst", "uitkomst"),
    [
        ("[uren] / [clienten-bereikt] * 100", "312.5"),
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 - 2 - 3", "5"),
        ("16 / 4 / 2", "2"),
        ("2 - -3", "5"),
        ("--2 * -3", "-6"),
        ("0.1 + 0.2", "0.3"),
        ("1 / 3 * 3", "1"),
        ("als(1 / 3 * 3 = 1, 1, 0)", "1"),
        ("min([uren], [clienten-bereikt], 50)", "12"),
        ("max(1, 5)", "5"),
        ("abs([clienten-bereikt] - [uren])", "25.5"),
        ("rond([uren], 0)", "38"),
        ("rond(36.5, 0)", "36"),
        ("rond(2 / 3, 4)", "0.6667"),
        ("rond(1 / 3 * 3 * 1.5, 0)", "2"),
        ("rond(-0.4, 0)", "0"),
        ("als([uren] > 40, 1, als([uren] > 30, 2, 3))", "2"),
        ("als(1 < 1, 1, 0) + als(1 <= 1, 10, 0) + als(1 >= 2, 100, 0) + als(1 <> 2, 1000, 0)", "1010"),
        ("ALS([nul] = 0, 5, [uren] / [nul])", "5"),
        ("\t[uren]\n*\r2 ", "75"),
    ],
)
def test_a_formula_has_the_outcome_that_it_has_on_paper(tekst: str, uitkomst: str) -> None:
    assert bereken(tekst) == Decimal(uitkomst)


@pytest.mark.parametrize(
    "tekst",
    [
        "[onbekend]",
        "-[onbekend] + 1",
        "0 * [onbekend]",
        "[onbekend] / [nul]",
        "max(1, [onbekend])",
        "rond([onbekend], 1)",
        "als([onbekend] > 1, 1, 2)",
        "als(1 > 0, [onbekend], 2)",
    ],
)
def test_missing_stays_missing(tekst: str) -> None:
    assert bereken(tekst) is None


def test_only_the_branch_that_is_taken_is_needed() -> None:
    assert bereken("als(1 < 0, [onbekend], 2)") == 2


def test_zero_is_not_missing() -> None:
    assert bereken("[nul] * 3") == 0


@pytest.mark.parametrize("tekst", ["1 / 0", "[uren] / [nul]", "[onbekend] + 1 / [nul]", "1 / (1 / 3 * 3 - 1)"])
def test_nothing_is_divided_by_zero(tekst: str) -> None:
    with pytest.raises(DelenDoorNul):
        bereken(tekst)


@pytest.mark.parametrize(
    ("tekst", "waarde"),
    [
        ("[a] * [a]", "1e13"),
        ("[a]", "1e26"),
        ("1 / [a]", "1e-29"),
        ("[a]", "99999999999999999999999999." + "9" * 34),
        ("rond([a], 0)", "99999999999999999999999999.9"),
    ],
)
def test_an_outcome_beyond_all_measure_is_refused(tekst: str, waarde: str) -> None:
    formule = parse(f"{tekst} * 1")
    with pytest.raises(UitkomstTeGroot):
        formule.bereken({"a": Decimal(waarde)})


def test_what_fits_can_be_published() -> None:
    uitkomst = parse("[a] / 3").bereken({"a": Decimal("9" * 25)})
    assert uitkomst is not None
    assert round_published(uitkomst) == Decimal("3" * 25)


def test_a_formula_names_its_indicators() -> None:
    formule = parse("[uren] / [clienten-bereikt] + als([x.y_1] > 0, [uren], 1)")
    assert formule.verwijzingen == {"uren", "clienten-bereikt", "x.y_1"}


DIEP = "(" * MAX_DIEPTE + "1" + ")" * MAX_DIEPTE


@pytest.mark.parametrize(
    ("tekst", "positie", "reden"),
    [
        ("", 1, "leeg"),
        ("  ", 1, "leeg"),
        ("1 +", 4, "te vroeg"),
        ("1 + * 2", 5, "getal, een indicator of een functie"),
        ("= 1", 1, "getal, een indicator of een functie"),
        ("+1", 1, "getal, een indicator of een functie"),
        ("[a] [b]", 5, "ontbreekt een bewerking"),
        ("2(3)", 2, "ontbreekt een bewerking"),
        ("(1 2)", 4, "ontbreekt een bewerking"),
        ("(1 + 2", 7, "sluitend haakje"),
        ("(1, 2)", 3, "sluitend haakje"),
        ("1 + 2)", 6, "niet geopend"),
        ("1, 2", 2, "tussen de delen van een functie"),
        ("()", 2, "getal, een indicator of een functie"),
        ("1,5 * 2", 2, "met een punt: 1.5"),
        ("max(1,5)", 6, "spatie na de komma"),
        ("1.000,5", 6, "met een punt"),
        ("1.", 2, "punt"),
        (".5", 1, "punt"),
        ("1.2.3", 4, "punt"),
        ("2 × 3", 3, "*"),
        ("6 : 3", 3, "/"),
        ("2 − 1", 3, "minteken"),
        ("2 ^ 3", 3, "vermenigvuldig"),
        ("[a] * 100%", 10, "* 100"),
        ("max(1; 2)", 6, "komma"),
        ("[uren / 2", 1, "vierkante haken"),
        ("[]", 1, "vierkante haken"),
        ("[ uren ]", 1, "vierkante haken"),
        ("2 + [" + "a" * 65 + "]", 5, "vierkante haken"),
        ("uren] / 2", 5, "niet geopend"),
        ("1 + uren", 5, "vierkante haken"),
        ("som(1, 2)", 1, "min, max, abs, rond of als"),
        ("__import__", 1, "hoort niet"),
        ("1 + @", 5, "hoort niet"),
        ("1 \x00", 3, "hoort niet"),
        ("\ud800", 1, "hoort niet"),
        ("min 1", 5, "ontbreekt een bewerking"),
        ("min", 4, "haakje openen"),
        ("min(1)", 6, "minstens twee"),
        ("max(1, 2", 9, "sluitend haakje"),
        ("abs(1, 2)", 6, "één deel"),
        ("rond(1)", 7, "twee delen"),
        ("rond(1, 2, 3)", 10, "twee delen"),
        ("rond(1, [a])", 9, "heel getal"),
        ("rond(1, -1)", 9, "heel getal"),
        ("rond(1, 1.5)", 9, "heel getal"),
        ("rond(1, 11)", 9, "heel getal"),
        ("rond(1,", 8, "te vroeg"),
        ("als([a], 1, 2)", 8, "vergelijkt"),
        ("als([a]", 8, "vergelijkt"),
        ("als(1 < 2, 1)", 13, "drie delen"),
        ("als(1 < 2, 1, 2, 3)", 16, "drie delen"),
        ("als(1 < 2 < 3, 1, 2)", 11, "één keer"),
        ("als((1 < 2), 1, 2)", 8, "zonder haakjes"),
        ("[a] > 1", 5, "Vergelijken"),
        ("als(1 => 2, 1, 2)", 8, "getal, een indicator"),
        ("als(1 != 2, 1, 2)", 7, "<>"),
        ("1" * 26, 1, "25 cijfers"),
        (f"1 + ({DIEP})", 5 + MAX_DIEPTE, "dieper genest"),
        ("-" * MAX_DIEPTE + "-1", MAX_DIEPTE + 1, "dieper genest"),
        ("abs(" * MAX_DIEPTE + "abs(1)", 4 * MAX_DIEPTE + 1, "dieper genest"),
        ("1" * (MAX_LENGTE + 1), MAX_LENGTE + 1, "hoogstens 1000 tekens"),
    ],
)
def test_a_fault_says_where_it_is_and_what_to_do(tekst: str, positie: int, reden: str) -> None:
    with pytest.raises(FormuleFout) as fout:
        parse(tekst)
    assert fout.value.positie == positie
    assert reden in fout.value.reden


def test_the_largest_formulas_are_computed() -> None:
    assert bereken(DIEP) == 1
    assert bereken("1" + "+1" * 499) == 500
    assert bereken("als(0<1, " * MAX_DIEPTE + "1" + ", 0)" * MAX_DIEPTE) == 1


@given(st.text(alphabet="[]()ab1.,+-*/<>= minaxlsrodb", max_size=30))
def test_any_text_is_a_formula_or_a_fault_within_it(tekst: str) -> None:
    try:
        formule = parse(tekst)
    except FormuleFout as fout:
        assert 1 <= fout.positie <= len(tekst) + 1  # noqa: PT017
    else:
        assert all(f"[{code}]" in tekst for code in formule.verwijzingen)


# What a formula means, by exact fractions: nothing here knows how Zicht computes it.


@dataclass(frozen=True)
class Boom:
    """A formula as text, and what it comes to; None where something is missing."""

    tekst: str
    uitkomst: Fraction | None


INDICATOREN: dict[str, Decimal | None] = {"a": Decimal("37.5"), "b-1": Decimal(-7), "weg": None}
INFIX: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
VERGELIJKINGEN: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
KLEINSTE_DELER = Fraction(1, 1000)


@st.composite
def bladen(draw: st.DrawFn) -> Boom:
    code = draw(st.sampled_from([None, None, *INDICATOREN]))
    if code is not None:
        waarde = INDICATOREN[code]
        return Boom(f"[{code}]", None if waarde is None else Fraction(waarde))
    getal = draw(st.integers(0, 999) | st.decimals(0, 100, places=2))
    return Boom(str(getal), Fraction(getal))


@st.composite
def bomen(draw: st.DrawFn, diepte: int = 4) -> Boom:
    soort = draw(st.sampled_from(["blad", "infix", "infix", "negatief", "functie", "als"])) if diepte else "blad"
    if soort == "blad":
        return draw(bladen())
    x, y = draw(bomen(diepte - 1)), draw(bomen(diepte - 1))
    if soort == "infix":
        teken = draw(st.sampled_from(list(INFIX)))
        assume(teken != "/" or y.uitkomst is None or abs(y.uitkomst) > KLEINSTE_DELER)
        return combine(f"({x.tekst} {teken} {y.tekst})", INFIX[teken], x, y)
    if soort == "negatief":
        return combine(f"-{x.tekst}", operator.neg, x)
    if soort == "functie":
        decimalen = draw(st.integers(0, 10))
        return draw(
            st.sampled_from(
                [
                    combine(f"min({x.tekst}, {y.tekst})", min, x, y),
                    combine(f"max({x.tekst}, {y.tekst}, {x.tekst})", max, x, y),
                    combine(f"abs({x.tekst})", abs, x),
                    # Python, too, rounds half to even.
                    combine(f"rond({x.tekst}, {decimalen})", lambda a: Fraction(round(a, decimalen)), x),
                ]
            )
        )
    dan, anders = draw(bladen()), draw(bladen())
    teken = draw(st.sampled_from(list(VERGELIJKINGEN)))
    keuze = combine("", lambda a, b: Fraction(VERGELIJKINGEN[teken](a, b)), x, y).uitkomst
    gekozen = {None: None, 1: dan.uitkomst, 0: anders.uitkomst}[keuze]
    return Boom(f"als({x.tekst} {teken} {y.tekst}, {dan.tekst}, {anders.tekst})", gekozen)


def combine(tekst: str, functie: Callable[..., Fraction], *operanden: Boom) -> Boom:
    uitkomsten = [boom.uitkomst for boom in operanden]
    return Boom(tekst, None if None in uitkomsten else functie(*uitkomsten))


@given(bomen())
def test_a_formula_means_what_exact_fractions_say(boom: Boom) -> None:
    assume(len(boom.tekst) <= MAX_LENGTE)
    try:
        uitkomst = parse(boom.tekst).bereken(INDICATOREN)
    except UitkomstTeGroot:
        # From numbers below a thousand and divisors above a thousandth, eight steps is the least that it takes.
        assert boom.tekst.count("*") + boom.tekst.count("/") >= 8
        return
    if boom.uitkomst is None:
        assert uitkomst is None
    else:
        assert uitkomst is not None
        assert abs(Fraction(uitkomst) - boom.uitkomst) <= Fraction(1, 10**30)
        assert Fraction(round_published(uitkomst)) == round(boom.uitkomst, 4)


def test_a_formula_that_needs_itself_makes_a_ring() -> None:
    assert find_kring("a", {"a": ["a", "b"]}) == ["a", "a"]


def test_the_ring_is_shown_as_the_shortest_path() -> None:
    verwijzingen = {"a": ["b", "c"], "b": ["d"], "c": ["x"], "d": ["e", "x"], "e": ["a"], "x": ["a"]}
    assert find_kring("a", verwijzingen) == ["a", "c", "x", "a"]


def test_sharing_an_operand_is_no_ring() -> None:
    assert find_kring("a", {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": ["uren"]}) is None


def test_a_ring_elsewhere_is_not_the_fault_of_this_formula() -> None:
    assert find_kring("a", {"a": ["b"], "b": ["c"], "c": ["b"]}) is None


def test_a_long_chain_is_followed_to_its_end() -> None:
    keten = {str(nr): [str(nr + 1)] for nr in range(5000)}
    assert find_kring("0", keten) is None
    kring = find_kring("0", {**keten, "5000": ["0"]})
    assert kring is not None
    assert len(kring) == 5002


def test_operands_come_first() -> None:
    verwijzingen = {"a": ["b", "c"], "b": ["d"], "c": ["b"], "elders": ["a"]}
    assert volgorde(["a"], verwijzingen) == ["d", "b", "c", "a"]
    assert volgorde(["c", "d"], verwijzingen) == volgorde(["d", "c"], verwijzingen) == ["d", "b", "c"]


def test_no_order_exists_in_a_ring() -> None:
    with pytest.raises(CycleError):
        volgorde(["a"], {"a": ["b"], "b": ["a"]})


@given(st.dictionaries(st.integers(0, 12), st.sets(st.integers(0, 12), max_size=4), max_size=12))
def test_an_order_exists_exactly_when_there_is_no_ring(graaf: dict[int, set[int]]) -> None:
    verwijzingen = {str(code): {str(ander) for ander in anderen} for code, anderen in graaf.items()}
    kringen = [kring for code in verwijzingen if (kring := find_kring(code, verwijzingen))]
    for kring in kringen:
        assert kring[0] == kring[-1]
        assert all(b in verwijzingen[a] for a, b in pairwise(kring))
    if kringen:
        with pytest.raises(CycleError):
            volgorde(verwijzingen, verwijzingen)
        return
    orde = volgorde(verwijzingen, verwijzingen)
    assert len(orde) == len(set(orde))
    for code, anderen in verwijzingen.items():
        assert all(orde.index(ander) < orde.index(code) for ander in anderen)
