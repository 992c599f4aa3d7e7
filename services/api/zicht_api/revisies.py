"""Facts are kept by revision: a row holds from data version `versie_van` until, not including, `versie_tot`."""


def geldig(rij: str) -> str:
    """SQL for the revisions that count. rij: the name of the table in the query.

    The one place that says so: reading as it was at data version v is
    `versie_van <= v AND (versie_tot IS NULL OR versie_tot > v)`.
    """
    return f"{rij}.versie_tot IS NULL"
