import pytest

from zicht_shared.concurrency import check_if_match, etag_of
from zicht_shared.errors import IfMatchOntbreekt, VersieVerouderd


@pytest.mark.parametrize("if_match", ['"3"', ' "3" ', "*"])
def test_who_names_the_present_version_may_change_it(if_match: str) -> None:
    check_if_match(if_match, 3)


@pytest.mark.parametrize("if_match", ['"2"', '"33"', "3", 'W/"3"', "", '"3'])
def test_who_names_another_version_may_not_and_hears_which_it_is(if_match: str) -> None:
    with pytest.raises(VersieVerouderd) as refused:
        check_if_match(if_match, 3)
    assert refused.value.headers == {"ETag": etag_of(3)}


def test_who_names_no_version_is_asked_for_one() -> None:
    with pytest.raises(IfMatchOntbreekt):
        check_if_match(None, 3)
