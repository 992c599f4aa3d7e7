"""Deliveries in any order, corrected, taken back, sent again: what is stored is what a plain dict would hold.

`python -m tests.chaos.volgorde 10000` plays so many sequences that Hypothesis thinks up, in as many processes as there
are processors; tests/api/aanleveringen/test_volgorde.py plays a few.

What comes later holds, also when it was made earlier: an older delivery that is sent again under a new key, or without
one, is a new delivery. Under its own key it changes nothing (docs/aanleveren.md).
"""

import multiprocessing
import os
import sys
import tempfile
import time
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from rich.console import Console
from rich.table import Table

from tests.chaos.levermodel import NAMEN, Bestand, deliver, total
from tests.chaos.leverwereld import Antwoord, Levering, Wereld
from tests.contacten import Rij, contact
from zicht_cli.omgeving import Omgeving

_STEPS = 8
# More clients than the core hides, and no delivery touches them: so the figure can always be read.
_ANDEREN = 12
_FOUTEN: dict[str, list[Rij]] = {
    "contacten": [
        {"soort": "bestaat-niet"},
        {"gebied": "XX99"},
        {"datum": "2099-01-01"},
        {"duurMinuten": 5000},
        {"bronId": "123456782"},
        {"bronId": " C-1"},
    ],
    "tellingen": [{"waarde": -1}, {"waarde": 0.001}, {"maatstaf": "bestaat-niet"}, {"periode": "2025-13"}],
}
_gebied = st.sampled_from([None, "BU0101", "WK02"])
_CONTACT = st.fixed_dictionaries(
    {
        "bronId": st.sampled_from("abcde"),
        "datum": st.sampled_from(["01", "02"]),
        "soort": st.sampled_from(["gesprek", "telefonisch"]),
        "clientPseudoniem": st.sampled_from([None, "x", "y"]),
        "duurMinuten": st.sampled_from([None, 30, 60]),
        "leefgebieden": st.sampled_from([[], ["wonen", "financien"], ["financien", "wonen"]]),
        "gebied": _gebied,
        "vorm": st.sampled_from([None, "formeel", "informeel"]),
    }
)
_VELDEN = ["soort", "clientPseudoniem", "duurMinuten", "leefgebieden", "gebied", "vorm"]
_TELLING = st.fixed_dictionaries(
    {"gebied": _gebied, "doelgroep": st.sampled_from([None, "ouderen"]), "waarde": st.sampled_from([0, 2.5, 7])}
)
# Now and then a row is taken back, or is faulty.
_WAT = st.sampled_from(["rij", "rij", "rij", "rij", "verwijderd", "fout"])


class Volgorde(RuleBasedStateMachine):
    """One sequence, in a month and under source ids of its own."""

    def __init__(self, wereld: Wereld, gespeeld: Counter[str]) -> None:
        super().__init__()
        self._wereld, self._gespeeld = wereld, gespeeld
        self._plek = wereld.next_plek()
        self._bestanden = {"contacten": Bestand(), "tellingen": Bestand()}
        self._verzonden: list[tuple[Levering, str | None, Antwoord]] = []
        anderen = [
            contact(nr, bronId=f"{self._plek.naam}-{nr}", clientPseudoniem=f"{nr}", datum=f"{self._plek.maand}-28")
            for nr in range(_ANDEREN)
        ]
        self._uren = sum(rij["duurMinuten"] for rij in anderen) / 60
        assert wereld.send(Levering("contacten", anderen)).status == 201

    @rule(
        rijen=st.lists(st.tuples(_WAT, _CONTACT, st.sampled_from(_FOUTEN["contacten"])), min_size=1, max_size=6),
        notatie=st.sampled_from(["json", "ndjson", "csv"]),
        bij_fouten=st.sampled_from(["alles-of-niets", "goede-regels", "goede-regels"]),
        droogloop=st.sampled_from([False, False, False, True]),
        met_sleutel=st.booleans(),
    )
    def lever_contacten(self, rijen: list[tuple[str, Rij, Rij]], met_sleutel: bool, **hoe: Any) -> None:
        made = [self._contact(*rij) for rij in rijen]
        self._lever(Levering("contacten", made, **hoe), met_sleutel)

    @rule(
        rijen=st.lists(st.tuples(_WAT, _TELLING, st.sampled_from(_FOUTEN["tellingen"])), min_size=1, max_size=4),
        notatie=st.sampled_from(["json", "csv"]),
        bij_fouten=st.sampled_from(["alles-of-niets", "goede-regels"]),
        droogloop=st.sampled_from([False, False, False, True]),
        met_sleutel=st.booleans(),
    )
    def lever_tellingen(self, rijen: list[tuple[str, Rij, Rij]], met_sleutel: bool, **hoe: Any) -> None:
        made = [self._telling(*rij) for rij in rijen]
        self._lever(Levering("tellingen", made, **hoe), met_sleutel)

    @precondition(lambda self: self._bestanden["contacten"].rijen)
    @rule(data=st.data(), veld=st.sampled_from(_VELDEN), anders=_CONTACT, notatie=st.sampled_from(["json", "csv"]))
    def verbeter_een_veld(self, data: st.DataObject, veld: str, anders: Rij, notatie: str) -> None:
        """Of what holds, one field and nothing else."""
        rijen = self._bestanden["contacten"].rijen
        bron_id = data.draw(st.sampled_from(sorted(rijen, key=str)))
        self._lever(Levering("contacten", [rijen[bron_id] | {"bronId": bron_id, veld: anders[veld]}], notatie), False)
        self._gespeeld["een veld"] += 1

    @precondition(lambda self: self._verzonden)
    @rule(data=st.data(), met_sleutel=st.booleans())
    def lever_een_eerdere_opnieuw(self, data: st.DataObject, met_sleutel: bool) -> None:
        """The last one again, or an older one after newer ones."""
        levering, _, _ = self._verzonden[-1 - data.draw(st.integers(0, len(self._verzonden) - 1))]
        self._lever(levering, met_sleutel)
        self._gespeeld["opnieuw"] += 1

    @precondition(lambda self: any(key for _, key, _ in self._verzonden))
    @rule(data=st.data(), anders=st.booleans())
    def herhaal_met_dezelfde_sleutel(self, data: st.DataObject, anders: bool) -> None:
        levering, key, eerste = data.draw(st.sampled_from([sent for sent in self._verzonden if sent[1]]))
        if anders:
            other = Levering(levering.soort, [*levering.rijen, *levering.rijen], levering.notatie)
            assert self._wereld.send(other, key).status == 409
        else:
            assert self._wereld.send(levering, key) == eerste
        self._gespeeld["zelfde sleutel"] += 1

    def teardown(self) -> None:
        """Hold what is stored, and the figure, against the dicts."""
        bestand, naam = self._bestanden["contacten"], self._plek.naam
        verwacht = {
            bron_id: {field: value for field, value in waarde.items() if field != "clientPseudoniem"}
            for bron_id, waarde in bestand.rijen.items()
        }
        gezien = self._wereld.read_contacten(self._plek)
        assert len(gezien) == len(verwacht) + _ANDEREN
        assert {bron_id: rij for bron_id, rij in gezien.items() if bron_id in verwacht} == verwacht
        clienten = {waarde["clientPseudoniem"] for waarde in bestand.rijen.values()} - {None}
        stored = self._wereld.count_contacten(self._plek)
        assert stored == (len(verwacht), bestand.revisies, len(clienten)), naam

        tellingen = self._bestanden["tellingen"]
        waarden = sorted(float(waarde["waarde"]) for waarde in tellingen.rijen.values())
        assert self._wereld.read_tellingen(self._plek) == (waarden, tellingen.revisies)
        uren = self._uren + total(bestand, "duurMinuten") / 60 + total(tellingen, "waarde")
        assert abs(self._wereld.read_uren(self._plek) - uren) < 0.001
        self._gespeeld["volgorden"] += 1

    def _lever(self, levering: Levering, met_sleutel: bool) -> None:
        key = str(uuid4()) if met_sleutel else None
        bestand = self._bestanden[levering.soort]
        verwacht = deliver(
            bestand, levering.soort, levering.rijen, bij_fouten=levering.bij_fouten, droogloop=levering.droogloop
        )
        antwoord = self._wereld.send(levering, key)
        geweigerd = verwacht["afgekeurd"] and levering.bij_fouten == "alles-of-niets" and not levering.droogloop
        assert antwoord.status == (400 if geweigerd else 200 if levering.droogloop else 201), antwoord
        assert {naam: antwoord.bewijs[naam] for naam in NAMEN} == verwacht
        assert antwoord.bewijs["ontvangen"] == len(levering.rijen)
        self._verzonden.append((levering, key, antwoord))
        self._gespeeld.update({"leveringen": 1, levering.soort: 1, "droogloop": levering.droogloop, **verwacht})

    def _contact(self, wat: str, rij: Rij, fout: Rij) -> Rij:
        naam, maand = self._plek.naam, self._plek.maand
        made = rij | {"bronId": f"{naam}-{rij['bronId']}", "datum": f"{maand}-{rij['datum']}"}
        if wat == "verwijderd":
            return {"bronId": made["bronId"], "verwijderd": True}
        return made | fout | {"fout": True} if wat == "fout" else made

    def _telling(self, wat: str, rij: Rij, fout: Rij) -> Rij:
        made = {"maatstaf": "uren", "periode": self._plek.maand, **rij}
        if wat == "verwijderd":
            return made | {"waarde": None, "verwijderd": True}
        return made | fout | {"fout": True} if wat == "fout" else made


def play(url: str, owner_url: str, nummer: int, volgorden: int, *, dezelfde: bool = False) -> Counter[str]:
    """Play so many sequences; returns what was done. nummer: of this process, so that its gemeenten are its own.

    dezelfde: the same ones each time.
    """
    gespeeld: Counter[str] = Counter()
    with Wereld(url, owner_url, nummer) as wereld:

        class Hier(Volgorde):
            def __init__(self) -> None:
                super().__init__(wereld, gespeeld)

        run_state_machine_as_test(
            Hier,
            settings=settings(
                max_examples=volgorden,
                stateful_step_count=_STEPS,
                derandomize=dezelfde,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    return gespeeld


def main(volgorden: int) -> None:
    processes = os.cpu_count() or 1
    each = -(-volgorden // processes)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="zicht-volgorde-") as folder:
        omgeving = Omgeving(Path(folder), {"api": 0, "surveys": 0})
        try:
            assert omgeving.postgres is not None
            # Nothing is killed here: without waiting for the disk.
            omgeving.postgres.start(settings={"fsync": "off"})
            omgeving.prepare()
            urls = omgeving.service_url("api"), omgeving.owner_url("api")
            with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
                runs = [pool.submit(play, *urls, nummer, each) for nummer in range(processes)]
                gespeeld = sum((run.result() for run in runs), Counter[str]())
        except AssertionError:
            traceback.print_exc()
            sys.exit(1)
        finally:
            if omgeving.postgres is not None:
                omgeving.postgres.remove()
    seconds = time.monotonic() - began
    table = Table("wat", "aantal", title=f"{gespeeld['volgorden'] / seconds:.0f} volgorden per seconde")
    for wat, aantal in gespeeld.items():
        table.add_row(wat, f"{aantal:,}")
    Console(width=80).print(table)


if __name__ == "__main__":
    main(int(sys.argv[1]))
