"""The roles of the core as typed parameters."""

from typing import Annotated

from zicht_shared.auth import Principal, Rol, caller_with

Beheer = Annotated[Principal, caller_with(Rol.beheer)]
BeheerOfAanbieder = Annotated[Principal, caller_with(Rol.beheer, Rol.aanbieder)]
BeheerOfBeleid = Annotated[Principal, caller_with(Rol.beheer, Rol.beleid)]
BeheerOfBeleidOfBi = Annotated[Principal, caller_with(Rol.beheer, Rol.beleid, Rol.bi)]
BeheerOfBeleidOfAanbieder = Annotated[Principal, caller_with(Rol.beheer, Rol.beleid, Rol.aanbieder)]
BeheerOfBeleidOfVragenlijsten = Annotated[Principal, caller_with(Rol.beheer, Rol.beleid, Rol.vragenlijsten)]
Lezer = Annotated[Principal, caller_with(Rol.beheer, Rol.beleid, Rol.bi, Rol.aanbieder)]
Vragenlijsten = Annotated[Principal, caller_with(Rol.vragenlijsten)]
Iedereen = Annotated[Principal, caller_with(*Rol)]
