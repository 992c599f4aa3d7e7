import pytest

from zicht_api.leverkalender.vulling import publish_vulling


@pytest.mark.parametrize(
    ("gevuld", "rijen", "mensen", "expected"),
    [
        (800, 800, 400, 100),
        (0, 800, 400, 0),
        (778, 800, 400, 95),
        (781, 800, 400, 100),
        (93, 200, 200, 50),
        (13, 40, 40, 50),
        (39, 39, 39, None),
        # Many contacten of few people are few people.
        (500, 500, 39, None),
    ],
)
def test_a_percentage_is_as_coarse_as_the_drempel_asks(
    gevuld: int, rijen: int, mensen: int, expected: int | None
) -> None:
    assert publish_vulling(gevuld, rijen, mensen=mensen, drempel=10) == expected


@pytest.mark.parametrize("drempel", [5, 10, 30])
def test_no_percentage_tells_a_number_of_people_closer_than_the_drempel(drempel: int) -> None:
    """Every answer fits at least as many different numbers of people as the drempel."""
    for mensen in range(1, 400):
        fits: dict[int | None, int] = {}
        for gevuld in range(mensen + 1):
            answer = publish_vulling(gevuld, mensen, mensen=mensen, drempel=drempel)
            fits[answer] = fits.get(answer, 0) + 1
        assert None not in fits or len(fits) == 1
        assert min(fits.values()) >= min(drempel, mensen + 1), (mensen, fits)
