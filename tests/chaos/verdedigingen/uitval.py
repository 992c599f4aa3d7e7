"""When a service stops, a trail is touched or a backup is put back."""

from typing import Final

from tests.chaos.verdedigingen.soort import Verdediging

_AFBOUWEN: Final = "cli/zicht_cli/afbouwen.py"

VERDEDIGINGEN: Final = (
    # Stopping.
    Verdediging(
        "stoppen: wie al aan de deur stond",
        _AFBOUWEN,
        "late.append(door.accept()[0])",
        "door.accept()[0].close()",
        ("end_to_end/test_storing.py",),
    ),
    Verdediging(
        "stoppen: eerst zeggen dat men gaat",
        _AFBOUWEN,
        "await asyncio.sleep(self.root.state.afbouwen_seconden)",
        "",
        ("end_to_end/test_storing.py",),
    ),
    Verdediging(
        "stoppen: een open verbinding die net een verzoek krijgt",
        _AFBOUWEN,
        'MutableHeaders(scope=message)["Connection"] = "close"',
        "pass",
        ("end_to_end/test_storing.py",),
    ),
    # The trail, and what comes back with a backup.
    Verdediging(
        "een regel van het spoor die is gewijzigd",
        "shared/zicht_shared/sporen/keten.py",
        'elif schakel.regel.volgnr != f"{schakel.volgnr}" or hash_of(schakel.vorige, schakel.regel) != schakel.hash:',
        "elif False:",
        ("shared/test_keten.py",),
    ),
    Verdediging(
        "een regel van het spoor die is ingevoegd of weggehaald",
        "shared/zicht_shared/sporen/keten.py",
        "if higher.vorige != lower.hash:",
        "if False:",
        ("shared/test_keten.py",),
    ),
    Verdediging(
        "wat was gewist en met een back-up terugkomt",
        "shared/zicht_shared/wisregister.py",
        "await asyncio.to_thread(register.write, gemeente, soort, [str(each) for each in ids])",
        "return",
        ("api/herstel", "surveys/herstel"),
    ),
    Verdediging(
        "vragenlijsten die teruggingen in de tijd en de kern minder geven",
        "services/api/zicht_api/vragenlijstresultaten/service.py",
        "if nieuw.niet_minder and stored is not None:",
        "if False:",
        ("api/vragenlijstresultaten", "surveys/outbox/test_vergelijking.py"),
    ),
    Verdediging(
        "verbindingen die de database sloot",
        "shared/zicht_shared/db.py",
        'event.listen(self.engine.sync_engine, "checkout", _refuse_closed)',
        "",
        ("surveys/invullen/test_router.py",),
    ),
    Verdediging(
        "een verbinding die stilletjes stierf",
        "shared/zicht_shared/db.py",
        "if storing_of(fault) is not ONBEREIKBAAR:",
        "if True:",
        ("shared/test_storingen.py",),
    ),
    # What stays behind.
    Verdediging(
        "de database noemt het verzoek dat zij niet kon doen",
        "shared/zicht_shared/db.py",
        "hide_parameters=True",
        "hide_parameters=False",
        ("shared/test_storingen.py",),
    ),
)
