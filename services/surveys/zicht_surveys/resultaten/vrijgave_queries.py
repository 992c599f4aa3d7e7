"""Every SQL statement of the release. `$1`: the one gemeente that it is about; row-level security holds besides."""

from typing import Final

ALONE: Final = "SELECT pg_advisory_xact_lock(hashtextextended('zicht.vrijgave', 0))"
GEMEENTEN: Final = "SELECT id FROM gemeenten ORDER BY id"
# Shorter than deadlock_timeout (1 s): in a knot of locks the release gives up, never a resident's submit.
LOCK_TIMEOUT: Final = "SET LOCAL lock_timeout = '500ms'"

# The tables that are rewritten whole. Those of the box stand in the order in which the residents' pages use them.
BUS: Final = ("gestemd", "concepten", "stembus")
VRIJGEGEVEN: Final = ("antwoorden", "open_antwoorden", "contactverzoeken")

# How long the rest of a closed meting, and the marks of who answered, are kept in case the closing was a mistake.
_FORGOTTEN: Final = "m.gesloten_op < now() - interval '30 days'"

CLOSE_ENDED: Final = """
    WITH gesloten AS (
        UPDATE metingen SET gesloten_op = now(), versie = versie + 1
        WHERE gemeente_id = $1 AND gesloten_op IS NULL AND eindigt_op < (now() AT TIME ZONE 'Europe/Amsterdam')::date
        RETURNING gemeente_id, id
    )
    INSERT INTO auditregels (gemeente_id, sleutel_id, actie, object_id)
    SELECT gemeente_id, 'zicht', 'meting.gesloten', id::text FROM gesloten
"""

# Where each ballot goes: with its slice; once the meting is closed with the rest of its aanbieder, or of its variant.
_SORTED_OUT: Final = """
    WITH stem AS (
        SELECT s.*, m.drempel, m.gesloten_op IS NOT NULL AS gesloten, CASE WHEN m.per_gebied THEN s.gebied END AS deel
        FROM stembus s JOIN metingen m ON m.gemeente_id = s.gemeente_id AND m.id = s.meting_id
        WHERE s.gemeente_id = $1
    ), per_deel AS (
        SELECT *, count(*) OVER (PARTITION BY meting_id, variant, aanbieder, deel) >= drempel AS met_deel FROM stem
    ), per_aanbieder AS (
        SELECT *, gesloten AND count(*) FILTER (WHERE NOT met_deel)
            OVER (PARTITION BY meting_id, variant, aanbieder) >= drempel AS met_aanbieder
        FROM per_deel
    )
    SELECT gemeente_id, id, meting_id, variant, aanbieder, gebied, antwoorden, open_antwoorden, contact,
        met_deel OR met_aanbieder OR gesloten AS vrij,
        CASE WHEN met_deel OR met_aanbieder THEN aanbieder END AS naar_aanbieder,
        CASE WHEN met_deel THEN deel END AS naar_gebied
    FROM per_aanbieder
"""


def _has_fresh_rows(table: str) -> str:
    """Rows of one rewriting share one xmin. Another one beside it tells of a later transaction."""
    return f"""EXISTS (
        SELECT FROM {table} WHERE gemeente_id = $1 AND xmin <> (SELECT xmin FROM {table} WHERE gemeente_id = $1 LIMIT 1)
    )"""


def _has_expired_rows(table: str) -> str:
    return f"EXISTS (SELECT FROM {table} WHERE gemeente_id = $1 AND verwijderen_na <= current_date)"


BUS_HAS_WORK: Final = f"""
    SELECT {_has_fresh_rows("gestemd")}
        OR EXISTS (SELECT FROM metingen m WHERE gemeente_id = $1 AND NOT opgeruimd AND {_FORGOTTEN})
        OR EXISTS (SELECT FROM ({_SORTED_OUT}) AS ingedeeld WHERE vrij)
"""
VRIJGEGEVEN_HAS_WORK: Final = f"""
    SELECT {_has_expired_rows("open_antwoorden")} OR {_has_expired_rows("contactverzoeken")}
        OR {" OR ".join(_has_fresh_rows(table) for table in VRIJGEGEVEN)}
"""


def lock(tables: tuple[str, ...]) -> str:
    return f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE"


def has_rows(tables: tuple[str, ...]) -> str:
    return f"SELECT {' OR '.join(f'EXISTS (SELECT FROM {table} WHERE gemeente_id = $1)' for table in tables)}"


def create_copy(table: str) -> str:
    return f"CREATE TEMP TABLE nieuw_{table} (LIKE {table}) ON COMMIT DROP"


def truncate(tables: tuple[str, ...]) -> str:
    return f"TRUNCATE {', '.join(tables)}"


def put_back(table: str) -> str:
    """In an order that cannot be computed back: random() has a seed, gen_random_uuid() is cryptographically strong."""
    return f"INSERT INTO {table} SELECT * FROM nieuw_{table} WHERE gemeente_id = $1 ORDER BY gen_random_uuid()"


CREATE_SORTED_OUT: Final = (
    "CREATE TEMP TABLE ingedeeld (LIKE stembus, vrij boolean, naar_aanbieder text, naar_gebied text) ON COMMIT DROP"
)
SORT_OUT: Final = f"INSERT INTO ingedeeld {_SORTED_OUT}"


def _keep_of_links(table: str) -> str:
    # The first EXISTS is looked at once, and mostly settles it. OR keeps the planner from making a join of the second:
    # under row-level security, with statistics from before a big meting, that join takes the square of the invitations.
    return f"""
        INSERT INTO nieuw_{table}
        SELECT l.* FROM {table} l
        WHERE l.gemeente_id = $1 AND (
            NOT EXISTS (SELECT FROM metingen m WHERE m.gemeente_id = $1 AND NOT m.opgeruimd AND {_FORGOTTEN})
            OR NOT EXISTS (
                SELECT FROM uitnodigingen u JOIN metingen m ON m.gemeente_id = u.gemeente_id AND m.id = u.meting_id
                WHERE u.gemeente_id = $1 AND u.token_hash = l.token_hash AND {_FORGOTTEN}
            )
        )
    """


KEEP_IN_BUS: Final = (
    _keep_of_links("gestemd"),
    _keep_of_links("concepten"),
    f"""
        INSERT INTO nieuw_stembus
        SELECT i.gemeente_id, i.id, i.meting_id, i.variant, i.aanbieder, i.gebied,
            i.antwoorden, i.open_antwoorden, i.contact
        FROM ingedeeld i JOIN metingen m ON m.gemeente_id = i.gemeente_id AND m.id = i.meting_id
        WHERE i.gemeente_id = $1 AND NOT i.vrij AND ({_FORGOTTEN}) IS NOT TRUE
    """,
    f"UPDATE metingen m SET opgeruimd = true WHERE gemeente_id = $1 AND NOT opgeruimd AND {_FORGOTTEN}",
)

# Texts are kept for a whole number of months from the month of release: the date tells no more than the month.
RELEASE: Final = (
    """
        INSERT INTO antwoorden (gemeente_id, id, meting_id, variant, aanbieder, gebied, antwoorden)
        SELECT gemeente_id, gen_random_uuid(), meting_id, variant, naar_aanbieder, naar_gebied, antwoorden
        FROM ingedeeld WHERE gemeente_id = $1 AND vrij ORDER BY gen_random_uuid()
    """,
    """
        INSERT INTO open_antwoorden (gemeente_id, id, meting_id, vraag, tekst, verwijderen_na)
        SELECT gemeente_id, gen_random_uuid(), meting_id, deel.key, decode(deel.value, 'base64'),
            (date_trunc('month', now()) + interval '13 months')::date
        FROM ingedeeld CROSS JOIN LATERAL jsonb_each_text(open_antwoorden) AS deel
        WHERE gemeente_id = $1 AND vrij ORDER BY gen_random_uuid()
    """,
    """
        INSERT INTO contactverzoeken (gemeente_id, id, meting_id, telefoon, verwijderen_na)
        SELECT gemeente_id, gen_random_uuid(), meting_id, decode(deel.value, 'base64'),
            (date_trunc('month', now()) + interval '3 months')::date
        FROM ingedeeld CROSS JOIN LATERAL jsonb_each_text(contact) AS deel
        WHERE gemeente_id = $1 AND vrij ORDER BY gen_random_uuid()
    """,
)
RELEASED_METINGEN: Final = "SELECT DISTINCT meting_id FROM ingedeeld WHERE gemeente_id = $1 AND vrij"

KEEP_VRIJGEGEVEN: Final = (
    "INSERT INTO nieuw_antwoorden SELECT * FROM antwoorden WHERE gemeente_id = $1",
    *(
        f"INSERT INTO nieuw_{table} SELECT * FROM {table} WHERE gemeente_id = $1 AND verwijderen_na > current_date"
        for table in ("open_antwoorden", "contactverzoeken")
    ),
)
