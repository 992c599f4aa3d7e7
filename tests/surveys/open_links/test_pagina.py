"""The page of an open link, without a service."""

import pytest

from zicht_surveys.invullen.pagina import Afzender
from zicht_surveys.invullen.taal import Taalkeuze
from zicht_surveys.open_links.pagina import open_page

AFZENDER = Afzender("Waddinxveen")


@pytest.mark.parametrize("taal", [None, "nl", "ar"])
def test_a_questionnaire_in_one_language_is_announced_in_that_one(taal):
    page = open_page(Taalkeuze(taal), AFZENDER, {"en": "Your experience"}, "poster", "/o/0627-geheim")
    assert '<p class="inleiding" lang="en" dir="auto">Your experience</p>' in page


def test_it_is_announced_in_the_language_of_who_asks_when_it_has_that():
    page = open_page(Taalkeuze("ar"), AFZENDER, {"nl": "Uw ervaring", "ar": "تجربتكم"}, "kiosk", "/o/0627-geheim")
    assert '<p class="inleiding">تجربتكم</p>' in page
    assert 'action="/o/0627-geheim?taal=ar"' in page
