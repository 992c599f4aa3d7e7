"""What a credential that is narrowed within its role may still do: one table for every route of both services.

A route that is not named asks for `lezen` when it reads and for `wijzigen` otherwise, so a new route is never opened to
a narrower scope by accident.
"""

from collections.abc import Mapping
from typing import Final

from zicht_shared.auth import Principal, Rol, Scope
from zicht_shared.errors import Probleem

# What each role may at most.
SCOPES_VAN: Final[Mapping[Rol, frozenset[Scope]]] = {
    Rol.beheer: frozenset(Scope),
    Rol.beleid: frozenset({Scope.lezen, Scope.wijzigen}),
    Rol.aanbieder: frozenset({Scope.lezen, Scope.aanleveren, Scope.uitnodigen}),
    Rol.bi: frozenset({Scope.lezen}),
    Rol.vragenlijsten: frozenset({Scope.lezen, Scope.wijzigen}),
}

LEZEN: Final = frozenset({Scope.lezen})
_WIJZIGEN: Final = frozenset({Scope.wijzigen})
_AANLEVEREN: Final = frozenset({Scope.aanleveren})
_BIJ_AANLEVEREN: Final = LEZEN | _AANLEVEREN
_UITNODIGEN: Final = frozenset({Scope.uitnodigen})
_BIJ_UITNODIGEN: Final = LEZEN | _UITNODIGEN
_TOEGANG: Final = frozenset({Scope.toegang})
_ELK: Final = frozenset(Scope)

# Method and path below /v1 -> one of these is enough.
_ANDERS: Final[Mapping[str, frozenset[Scope]]] = {
    "GET /ik": _ELK,
    # Codes: who delivers or invites needs them, and surveys asks for them in the caller's name.
    "GET /codelijsten": _ELK,
    "GET /aanbieders": _ELK,
    "GET /gebieden": _ELK,
    "POST /aanleveringen": _AANLEVEREN,
    "GET /aanleveringen": _BIJ_AANLEVEREN,
    "GET /aanleveringen/{aanlevering_id}": _BIJ_AANLEVEREN,
    "GET /aanleveringen/{aanlevering_id}/fouten": _BIJ_AANLEVEREN,
    "GET /aanleverstatus": _BIJ_AANLEVEREN,
    "GET /leverafspraken": _BIJ_AANLEVEREN,
    "GET /leverafspraken/{leverafspraak_id}": _BIJ_AANLEVEREN,
    "GET /maatstaven": _BIJ_AANLEVEREN,
    "GET /perioden": _BIJ_AANLEVEREN,
    "GET /perioden/{periode}": _BIJ_AANLEVEREN,
    "POST /uitnodigingen": _UITNODIGEN,
    "GET /uitnodigingen": _BIJ_UITNODIGEN,
    "POST /uitnodigingen/{uitnodiging_id}/intrekking": _UITNODIGEN,
    "POST /uitnodigingen/intrekking": _UITNODIGEN,
    "POST /open-links": _UITNODIGEN,
    "GET /open-links": _BIJ_UITNODIGEN,
    "POST /open-links/{open_link_id}/intrekking": _UITNODIGEN,
    "POST /metingen/{meting_id}/herinneringen": _UITNODIGEN,
    "GET /metingen/{meting_id}/papier": _BIJ_UITNODIGEN,
    # Who gives others access could give itself what its own key was narrowed not to do.
    "POST /sleutels": _TOEGANG,
    "POST /sleutels/{sleutel_id}/vervanging": _TOEGANG,
    "DELETE /sleutels/{sleutel_id}": _TOEGANG,
    "PUT /aanmelddienst": _TOEGANG,
    "DELETE /aanmelddienst": _TOEGANG,
    "PUT /toegangsdienst": _TOEGANG,
    "DELETE /toegangsdienst": _TOEGANG,
}


class ScopeOntbreekt(Probleem):
    status, code, title = 403, "scope-ontbreekt", "Uw sleutel is hiervoor te beperkt."

    def __init__(self, nodig: frozenset[Scope]) -> None:
        super().__init__(f"Hiervoor is een sleutel nodig die niet is beperkt, of met {' of '.join(sorted(nodig))}.")


def scopes_of(method: str, path: str) -> frozenset[Scope]:
    """The scopes of which one is enough for this route. path: its template, below /v1."""
    method = "GET" if method == "HEAD" else method
    return _ANDERS.get(f"{method} {path}", LEZEN if method == "GET" else _WIJZIGEN)


def check_scope(caller: Principal, nodig: frozenset[Scope]) -> None:
    """Raises ScopeOntbreekt when the caller has none of these."""
    if not caller.scopes & nodig:
        raise ScopeOntbreekt(nodig)
