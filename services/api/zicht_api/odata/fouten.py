"""What can be wrong with a question, and how a fault is told: OData's form, with the members of RFC 9457 beside it."""

from fastapi import Request, Response

from zicht_shared.errors import Fout, Probleem, TokenOngeldig, as_problem, problem_json


class VraagOngeldig(Probleem):
    code = "odata-vraag-ongeldig"
    title = "De vraag klopt niet."

    def __init__(self, pointer: str, code: str, reason: str) -> None:
        super().__init__(reason, fouten=[Fout(pointer, code, reason)])


class NietOndersteund(Probleem):
    status, code, title = 501, "odata-niet-ondersteund", "Dit deel van OData hebben we niet."

    def __init__(self, pointer: str, wat: str) -> None:
        reason = f"{wat} kan hier niet."
        super().__init__(reason, fouten=[Fout(pointer, "niet-ondersteund", reason)])


class VraagTeZwaar(Probleem):
    code = "odata-vraag-te-zwaar"
    title = "Deze vraag kost te veel tijd."

    def __init__(self) -> None:
        super().__init__(
            "Beperk de vraag: filter op Measure en Perioden, vraag zonder $orderby of zonder $count, of haal alles "
            "op en bewerk het daarna."
        )


class VersieOnbekend(Probleem):
    code = "odata-versie-onbekend"
    title = "Deze versie van OData hebben we niet."

    def __init__(self) -> None:
        reason = "We antwoorden in OData 4.0. Laat OData-MaxVersion weg, of vraag 4.0 of hoger."
        super().__init__(reason, fouten=[Fout("OData-MaxVersion", "onbekende-waarde", reason)])


class NietInDezeVorm(Probleem):
    status, code, title = 406, "niet-aanvaardbaar", "In deze vorm geven we dit niet."

    def __init__(self, vorm: str) -> None:
        super().__init__(f"Vraag met de header Accept of met $format om {vorm}.")


class AlleenLezen(Probleem):
    status, code, title = 405, "methode-niet-toegestaan", "Deze methode kan hier niet."

    def __init__(self) -> None:
        super().__init__("Hier valt alleen te lezen, met GET of HEAD.", headers={"Allow": "GET, HEAD"})


class PaginaVerlopen(Probleem):
    status, code, title = 410, "odata-pagina-verlopen", "Deze pagina is er niet meer."

    def __init__(self) -> None:
        super().__init__("Begin opnieuw bij de eerste pagina: een reeks pagina's blijft tot de volgende dag bestaan.")


def answer_fault(request: Request, fault: Exception) -> Response:
    """The answer for any exception (JSON 4.0, 19)."""
    problem = as_problem(fault)
    details = [{"code": each.code, "target": each.pointer, "message": each.reason} for each in problem.fouten]
    error = {"code": problem.code, "message": f"{problem.title} {problem.detail}"}
    answer = problem_json(request, problem, error=error | ({"details": details} if details else {}))
    answer.headers["Content-Type"] = "application/json;odata.metadata=minimal"
    if problem.status == 401 and not isinstance(problem, TokenOngeldig):
        # Excel and Power Query ask for a name and a password when they see the first, and for a token at the second.
        answer.headers.append("WWW-Authenticate", 'Bearer realm="Zicht"')
    return answer
