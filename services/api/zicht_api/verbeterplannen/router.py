from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from zicht_api.auth import BeheerOfBeleid, BeheerOfBeleidOfAanbieder
from zicht_api.verbeterplannen import acties, queries, service, weergave
from zicht_api.verbeterplannen.overgangen import Actiestatus, Planstatus
from zicht_api.verbeterplannen.queries import ActieVraag, PlanVraag
from zicht_api.verbeterplannen.schemas import (
    ActieOvergang,
    Effect,
    NieuweVerbeteractie,
    PlanOvergang,
    Verbeteractie,
    VerbeteractieGegevens,
    VerbeteractieInLijst,
    Verbeterplan,
    VerbeterplanGegevens,
    VerbeterplanInLijst,
)
from zicht_shared.concurrency import IfMatch, etag_of
from zicht_shared.idempotency import RequiredIdempotencyKey
from zicht_shared.pagination import Cursor, Limit, Pagina, decode_cursor, make_page, moment
from zicht_shared.routing import Transaction, ZichtRoute
from zicht_shared.schemas import Code

router = APIRouter(tags=["verbeterplannen"], route_class=ZichtRoute)
ActieCode = Annotated[Code, Path()]
Beschreven = TypeVar("Beschreven", Verbeterplan, Verbeteractie)


@router.get("/verbeterplannen")
async def list_verbeterplannen(
    caller: BeheerOfBeleid,
    db: Transaction,
    request: Request,
    response: Response,
    status: Annotated[Planstatus | None, Query(description="Alleen plannen die zo ver zijn.")] = None,
    monitorcyclus: Annotated[Code | None, Query(description="Alleen plannen van deze monitorcyclus.")] = None,
    duidingssessie: Annotated[UUID | None, Query(description="Alleen plannen die hieruit voortkomen.")] = None,
    indicator: Annotated[
        Code | None, Query(description="Alleen plannen met een actie die zich op deze indicator richt.")
    ] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Pagina[VerbeterplanInLijst]:
    """Toon de verbeterplannen, het nieuwste eerst."""
    vraag = PlanVraag(status, monitorcyclus, duidingssessie, indicator)
    after = decode_cursor(cursor, [moment, UUID])
    rows = await queries.list_plannen(db, caller, vraag, (after[0], after[1]) if after else None, limit + 1)
    found = [VerbeterplanInLijst.model_validate(row) for row in rows]
    return make_page(request, response, found, limit, lambda plan: [plan.aangemaakt_op.isoformat(), plan.id])


@router.post("/verbeterplannen", status_code=201)
async def create_verbeterplan(
    gegevens: VerbeterplanGegevens,
    caller: BeheerOfBeleid,
    db: Transaction,
    response: Response,
    idempotency_key: RequiredIdempotencyKey,
) -> Verbeterplan:
    """Leg een verbeterplan vast, als concept. De acties komen er daarna bij."""
    return _with_etag(response, await service.create_plan(db, caller, gegevens))


@router.get("/verbeterplannen/{plan_id}")
async def get_verbeterplan(plan_id: UUID, caller: BeheerOfBeleid, db: Transaction, response: Response) -> Verbeterplan:
    """Toon een verbeterplan: hoe ver het is, wat het kost, elke stap die is gezet, en wat er eerst af moet."""
    row = await queries.get_plan(db, caller, plan_id)
    return _with_etag(response, await weergave.describe_plan(db, caller, row))


@router.put("/verbeterplannen/{plan_id}")
async def change_verbeterplan(
    plan_id: UUID,
    gegevens: VerbeterplanGegevens,
    caller: BeheerOfBeleid,
    db: Transaction,
    response: Response,
    if_match: IfMatch = None,
) -> Verbeterplan:
    """Wijzig een verbeterplan dat niet is afgerond of gestopt."""
    return _with_etag(response, await service.change_plan(db, caller, plan_id, gegevens, if_match))


@router.post("/verbeterplannen/{plan_id}/overgangen", status_code=201)
async def step_verbeterplan(
    plan_id: UUID,
    overgang: PlanOvergang,
    caller: BeheerOfBeleid,
    db: Transaction,
    response: Response,
    idempotency_key: RequiredIdempotencyKey,
    if_match: IfMatch = None,
) -> Verbeterplan:
    """Breng een verbeterplan een stap verder, rond het af, of stop het met een reden.

    Van een plan dat stopt, vervallen de acties die niet zijn uitgevoerd. Wat is uitgevoerd, is nog te meten.
    """
    return _with_etag(response, await service.step_plan(db, caller, plan_id, overgang, if_match))


@router.get("/verbeteracties")
async def list_verbeteracties(
    caller: BeheerOfBeleidOfAanbieder,
    db: Transaction,
    request: Request,
    response: Response,
    status: Annotated[Actiestatus | None, Query(description="Alleen acties die zo ver zijn.")] = None,
    aanbieder: Annotated[Code | None, Query(description="Alleen acties die deze aanbieder uitvoert.")] = None,
    indicator: Annotated[Code | None, Query(description="Alleen acties die zich op deze indicator richten.")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Pagina[VerbeteractieInLijst]:
    """Toon de acties van alle verbeterplannen, per plan en op code. Een aanbieder ziet de acties die hij uitvoert."""
    after = decode_cursor(cursor, [UUID, str])
    vraag = ActieVraag(status, aanbieder, indicator)
    rows = await queries.list_acties(db, caller, vraag, (after[0], after[1]) if after else None, limit + 1)
    page = make_page(request, response, rows, limit, lambda row: [row.plan_id, row.code])
    return Pagina(items=await weergave.describe_acties(db, caller, page.items), volgende=page.volgende)


@router.get("/verbeterplannen/{plan_id}/acties")
async def list_acties(
    plan_id: UUID,
    caller: BeheerOfBeleidOfAanbieder,
    db: Transaction,
    request: Request,
    response: Response,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Pagina[VerbeteractieInLijst]:
    """Toon de acties van een verbeterplan, op code. Een aanbieder ziet de acties die hij uitvoert."""
    await queries.get_plan(db, caller, plan_id)
    after = decode_cursor(cursor, [str])
    rows = await queries.list_acties_of_plan(db, caller, plan_id, after[0] if after else "", limit + 1)
    page = make_page(request, response, rows, limit, lambda row: [row.code])
    return Pagina(items=await weergave.describe_acties(db, caller, page.items), volgende=page.volgende)


@router.post("/verbeterplannen/{plan_id}/acties", status_code=201, response_model_exclude_unset=True)
async def create_verbeteractie(
    plan_id: UUID,
    nieuw: NieuweVerbeteractie,
    caller: BeheerOfBeleid,
    db: Transaction,
    response: Response,
    idempotency_key: RequiredIdempotencyKey,
) -> Verbeteractie:
    """Leg een actie vast, met wat zij in beweging moet brengen.

    De waarde ervoor volgt uit de gegevens zoals die nu zijn. De waarschuwingen in het antwoord zeggen wat er eerst af
    moet.
    """
    return _with_etag(response, await acties.create_actie(db, caller, plan_id, nieuw))


@router.get("/verbeterplannen/{plan_id}/acties/{actie_code}", response_model_exclude_unset=True)
async def get_verbeteractie(
    plan_id: UUID, actie_code: ActieCode, caller: BeheerOfBeleidOfAanbieder, db: Transaction, response: Response
) -> Verbeteractie:
    """Toon een actie, met de waarde ervoor en elke stap die is gezet."""
    row = await queries.get_actie(db, caller, plan_id, actie_code)
    plan = await queries.get_plan(db, caller, plan_id)
    return _with_etag(response, await weergave.describe_actie(db, caller, plan, row))


@router.put("/verbeterplannen/{plan_id}/acties/{actie_code}", response_model_exclude_unset=True)
async def change_verbeteractie(
    plan_id: UUID,
    actie_code: ActieCode,
    gegevens: VerbeteractieGegevens,
    caller: BeheerOfBeleid,
    db: Transaction,
    response: Response,
    if_match: IfMatch = None,
) -> Verbeteractie:
    """Wijzig een actie, of leg vast welke stappen zijn gezet.

    Richt de actie zich daarna op een ander cijfer, dan begint zij bij de waarde die daarvan nu bekend is. Van een
    uitgevoerde actie verandert het meetpunt niet meer.
    """
    return _with_etag(response, await acties.change_actie(db, caller, plan_id, actie_code, gegevens, if_match))


@router.post(
    "/verbeterplannen/{plan_id}/acties/{actie_code}/overgangen", status_code=201, response_model_exclude_unset=True
)
async def step_verbeteractie(
    plan_id: UUID,
    actie_code: ActieCode,
    overgang: ActieOvergang,
    caller: BeheerOfBeleid,
    db: Transaction,
    response: Response,
    idempotency_key: RequiredIdempotencyKey,
    if_match: IfMatch = None,
) -> Verbeteractie:
    """Breng een actie een stap verder, sluit haar af, of laat haar vervallen met een reden.

    Beginnen kan als de acties waar zij van afhangt zijn uitgevoerd. Afsluiten kan als het effect is gemeten, of met een
    reden waarom dat niet kan.
    """
    return _with_etag(response, await acties.step_actie(db, caller, plan_id, actie_code, overgang, if_match))


@router.post(
    "/verbeterplannen/{plan_id}/acties/{actie_code}/effectmeting", status_code=201, response_model_exclude_unset=True
)
async def measure_verbeteractie(
    plan_id: UUID,
    actie_code: ActieCode,
    caller: BeheerOfBeleid,
    db: Transaction,
    response: Response,
    idempotency_key: RequiredIdempotencyKey,
    if_match: IfMatch = None,
) -> Effect:
    """Meet nu het effect van een uitgevoerde actie. De meting blijft bij de stand van de gegevens van nu horen."""
    effect, versie = await acties.measure_actie(db, caller, plan_id, actie_code, if_match)
    response.headers["ETag"] = etag_of(versie)
    return effect


@router.get("/verbeterplannen/{plan_id}/acties/{actie_code}/effect", response_model_exclude_unset=True)
async def get_effect(
    plan_id: UUID,
    actie_code: ActieCode,
    caller: BeheerOfBeleidOfAanbieder,
    db: Transaction,
    nr: Annotated[int | None, Query(ge=1, lt=2**15, description="Welke meting; zonder nr: de laatste.")] = None,
) -> Effect:
    """Toon het gemeten effect van een actie: voor en na, met hoe zeker het verschil is, en wat erbij te bedenken is.

    Steeds op de stand van de gegevens bij de meting, wat er daarna ook is aangeleverd. Een aanbieder ziet zijn eigen
    cijfers.
    """
    return await acties.get_effect(db, caller, plan_id, actie_code, nr)


def _with_etag(response: Response, found: Beschreven) -> Beschreven:
    response.headers["ETag"] = etag_of(found.versie)
    return found
