"""The way through a questionnaire: which pages there are for someone with these answers, and which one is next. Pure.

A step is the number of a page in the definition, from 1. It stays the same whatever is answered: it stands in links.
"""

from collections.abc import Iterator

from zicht_surveys.invullen.antwoorden import Answers, complete, visible_questions
from zicht_surveys.vragenlijsten.schemas import Onderdeel, Vragenlijst


def steps(definition: Vragenlijst, answers: Answers, stap: int) -> list[int]:
    """The steps that someone who stands at this step has on their way, before it and after it.

    A page whose question may still come, because what decides it is answered on this page or later, counts:
    a way that turns out shorter is kinder than one that grows.
    """
    may_come = {veld for vraag in visible_questions(definition, answers) for veld in vraag.velden}
    undecided = {veld for page in definition.onderdelen[stap - 1 :] for veld in _velden(page) if veld not in answers}
    for vraag in definition.vragen:
        if vraag.als and vraag.als.vraag in may_come & undecided:
            may_come.update(vraag.velden)
    return [
        nummer
        for nummer, onderdeel in enumerate(definition.onderdelen, start=1)
        if not may_come.isdisjoint(_velden(onderdeel))
    ]


def step_before(definition: Vragenlijst, answers: Answers, stap: int) -> int | None:
    """The step to go back to; None at the first one."""
    return max((nummer for nummer in steps(definition, answers, stap) if nummer < stap), default=None)


def step_after(definition: Vragenlijst, answers: Answers, stap: int) -> int | None:
    """The step that follows when this one is answered; None when all has been asked."""
    return min((nummer for nummer in steps(definition, answers, stap + 1) if nummer > stap), default=None)


def first_unfinished(definition: Vragenlijst, answers: Answers) -> int | None:
    """The first step that still has a fault; None when the answers can be sent."""
    faulty = {fault.veld for fault in complete(definition, answers)}
    if not faulty:
        return None
    for nummer, onderdeel in enumerate(definition.onderdelen, start=1):
        if not faulty.isdisjoint(_velden(onderdeel)):
            return nummer
    return None


def _velden(onderdeel: Onderdeel) -> Iterator[str]:
    return (veld for vraag in onderdeel.vragen for veld in vraag.velden)
