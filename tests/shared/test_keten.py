"""The arithmetic of the chain over a trail: whatever is done to it afterwards, is found."""

import hashlib
import json
from dataclasses import fields, replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from zicht_shared.sporen.bestand import RegelOnleesbaar, from_ndjson, to_ndjson
from zicht_shared.sporen.keten import Breuk, Controle, Kop, Regel, Schakel, begin_of, hash_of

BEGIN = begin_of("api", "GM0001")
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)
INHOUD = st.builds(
    Regel,
    volgnr=st.just(""),
    nr=st.integers(1, 10**6).map(str),
    verzegeld_op=TEXTS,
    tijdstip=TEXTS,
    sleutel_id=TEXTS,
    actie=TEXTS,
    object_id=TEXTS,
    voor=st.none() | TEXTS,
    na=st.none() | TEXTS,
)
REGELS = st.lists(INHOUD, min_size=2, max_size=8)


def chain(regels: list[Regel], begin: str = BEGIN) -> list[Schakel]:
    found, vorige = [], begin
    for volgnr, regel in enumerate(regels, 1):
        placed = replace(regel, volgnr=f"{volgnr}")
        found.append(Schakel(volgnr, vorige, hash_of(vorige, placed), placed))
        vorige = found[-1].hash
    return found


def faults(schakels: list[Schakel], *, begin: str = BEGIN, vast: Kop | None = None, heel: bool = True) -> list[Breuk]:
    controle = Controle(begin, vast, heel)
    for schakel in schakels:
        controle.add(schakel)
    return controle.finish()


@given(REGELS)
def test_a_chain_that_was_left_alone_is_whole_read_in_either_direction(regels: list[Regel]) -> None:
    schakels = chain(regels)
    kop = Kop(len(schakels), schakels[-1].hash)
    for order in (schakels, schakels[::-1]):
        assert faults(order, vast=kop) == []
        assert faults(order[1:-1], heel=False) == []


@given(REGELS, st.data())
def test_a_row_that_was_changed_is_found(regels: list[Regel], data: st.DataObject) -> None:
    schakels = chain(regels)
    place = data.draw(st.integers(0, len(schakels) - 1))
    regel = schakels[place].regel
    assert regel is not None
    name = data.draw(st.sampled_from([field.name for field in fields(Regel)]))
    value = data.draw(st.none() | TEXTS if name in {"voor", "na"} else TEXTS)
    assume(value != getattr(regel, name))
    schakels[place] = replace(schakels[place], regel=replace(regel, **{name: value}))
    assert {breuk.volgnr for breuk in faults(schakels)} == {place + 1}
    assert faults(schakels, heel=False)


@given(REGELS, st.data())
def test_what_moves_from_one_field_to_the_next_is_found(regels: list[Regel], data: st.DataObject) -> None:
    """The lengths are hashed too: `a` and `bc` are not `ab` and `c`."""
    regel = replace(regels[0], actie="ab", object_id="c")
    other = replace(regel, actie="a", object_id="bc")
    assert hash_of(BEGIN, regel) != hash_of(BEGIN, other)
    assert hash_of(BEGIN, replace(regel, na=None)) != hash_of(BEGIN, replace(regel, na=""))


@given(REGELS, st.data())
def test_a_row_that_was_removed_is_found_also_with_its_link(regels: list[Regel], data: st.DataObject) -> None:
    schakels = chain(regels)
    kop = Kop(len(schakels), schakels[-1].hash)
    place = data.draw(st.integers(0, len(schakels) - 1))
    hollow = [*schakels]
    hollow[place] = replace(schakels[place], regel=None)
    assert faults(hollow) == [Breuk(place + 1, "de regel is weg")]
    removed = schakels[:place] + schakels[place + 1 :]
    # What is cut off at the end is only known to be gone by who noted the head.
    assert bool(faults(removed)) is (place < len(schakels) - 1)
    assert faults(removed, vast=kop)


@given(REGELS, st.data())
def test_rows_that_changed_places_are_found(regels: list[Regel], data: st.DataObject) -> None:
    schakels = chain(regels)
    one, other = data.draw(st.lists(st.integers(0, len(schakels) - 1), min_size=2, max_size=2, unique=True))
    first, second = schakels[one].regel, schakels[other].regel
    assert first is not None
    assert second is not None
    # With the number of the place they came to: whoever moves a row would change that too.
    contents = [replace(schakels[each].regel or first, volgnr="") for each in (one, other)]
    assume(contents[0] != contents[1])
    schakels[one] = replace(schakels[one], regel=replace(contents[1], volgnr=f"{one + 1}"))
    schakels[other] = replace(schakels[other], regel=replace(contents[0], volgnr=f"{other + 1}"))
    assert {breuk.volgnr for breuk in faults(schakels)} == {one + 1, other + 1}


@given(REGELS, INHOUD, st.data())
def test_a_row_that_was_added_in_between_is_found(regels: list[Regel], extra: Regel, data: st.DataObject) -> None:
    """Even when all that comes after it is made anew: then the head that was noted is another."""
    schakels = chain(regels)
    kop = Kop(len(schakels), schakels[-1].hash)
    place = data.draw(st.integers(0, len(regels) - 1))
    again = chain([*regels[:place], extra, *regels[place:]])
    assume(again[place].regel != schakels[place].regel)
    assert faults(again) == []
    assert [breuk.wat for breuk in faults(again, vast=kop)] == ["de hash is anders dan de genoteerde"]
    assert faults([*again[: place + 1], *schakels[place:]])


@given(REGELS, INHOUD, st.data())
def test_a_row_that_was_made_anew_with_a_link_of_its_own_is_found(
    regels: list[Regel], other: Regel, data: st.DataObject
) -> None:
    """It is right by itself; what comes after it follows upon another one."""
    schakels = chain(regels)
    place = data.draw(st.integers(0, len(schakels) - 2))
    vorige, placed = schakels[place].vorige, replace(other, volgnr=f"{place + 1}")
    assume(placed != schakels[place].regel)
    schakels[place] = Schakel(place + 1, vorige, hash_of(vorige, placed), placed)
    for order in (schakels, schakels[::-1]):
        assert [breuk.wat for breuk in faults(order)] == ["deze schakel sluit niet aan"]


@given(REGELS)
def test_a_chain_cannot_pass_for_that_of_another_gemeente_or_service(regels: list[Regel]) -> None:
    for begin in (begin_of("api", "GM0002"), begin_of("surveys", "GM0001")):
        assert [breuk.volgnr for breuk in faults(chain(regels), begin=begin)] == [1]


@given(REGELS)
def test_a_file_holds_all_that_a_chain_is_checked_with(regels: list[Regel]) -> None:
    schakels = chain(regels)
    lines = to_ndjson(schakels).decode().removesuffix("\n").split("\n")
    assert [from_ndjson(line) for line in lines] == schakels


def test_a_hash_is_what_the_description_says() -> None:
    """As somebody else would work it out."""
    regel = Regel("1", "7", "2026-01-01T00:00:00.000001Z", "2026-01-01T00:00:00.000000Z", "k", "a.b", "é", None, "{}")
    begin = hashlib.sha256(b"zicht sporen 1 api GM0001").digest()
    tekst = "1:11:727:2026-01-01T00:00:00.000001Z27:2026-01-01T00:00:00.000000Z1:k3:a.b2:é-:2:{}"
    assert hash_of(BEGIN, regel) == hashlib.sha256(begin + tekst.encode()).hexdigest()


@pytest.mark.parametrize(
    "line", ["", "[]", "{}", "1", "nul", '{"volgnr": 1}', '"\\ud800"', "[" * 100_000, '{"na": "a", "na": "b"}']
)
def test_what_is_no_line_of_a_trail_is_refused(line: str) -> None:
    with pytest.raises(RegelOnleesbaar):
        from_ndjson(line)


@given(INHOUD, st.data())
def test_a_line_with_a_member_that_is_something_else_is_refused(inhoud: Regel, data: st.DataObject) -> None:
    members = json.loads(to_ndjson(chain([inhoud])))
    name = data.draw(st.sampled_from(sorted(members)))
    optional = [] if name in {"voor", "na"} else [None]
    members[name] = data.draw(st.sampled_from([1, True, [], {}, "\ud800", *optional]))
    with pytest.raises(RegelOnleesbaar):
        from_ndjson(json.dumps(members))
