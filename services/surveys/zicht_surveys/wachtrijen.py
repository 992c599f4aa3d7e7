"""What waits in the survey service: results for the core, letters, and answers that were not released yet.

A ballot has no time, and must not get one: it would say which link it came with. Of an open meting its begin is known,
so that its ballots are at most as old as it is; of a closed one everything must be out at once.
"""

from collections.abc import Mapping

from zicht_shared import wachtrijen
from zicht_shared.db import Database
from zicht_shared.wachtrijen import Wachtrij
from zicht_surveys.outbox.queries import list_gemeenten

_WACHTRIJEN = """
    SELECT 'outbox' AS soort, count(*) FILTER (WHERE status = 'wacht') AS wacht,
        coalesce(extract(epoch FROM now() - min(wacht_sinds) FILTER (WHERE status = 'wacht')), 0) AS oudste,
        count(*) FILTER (WHERE status = 'onbestelbaar') AS onbestelbaar
    FROM outbox WHERE gemeente_id = $1
    UNION ALL
    SELECT 'post', count(*), greatest(coalesce(extract(epoch FROM now() - min(volgende_poging_op)), 0), 0), 0
    FROM uitgaande_mail WHERE gemeente_id = $1
    UNION ALL
    SELECT CASE WHEN gesloten THEN 'stembus-gesloten' ELSE 'stembus' END, count(*),
        greatest(extract(epoch FROM now() - min(sinds)), 0), 0
    FROM (
        SELECT afgelopen <= now() AS gesloten,
            CASE WHEN afgelopen <= now() THEN afgelopen
                ELSE begint_op::timestamp AT TIME ZONE 'Europe/Amsterdam' END AS sinds
        FROM metingen m CROSS JOIN LATERAL (
            SELECT coalesce(gesloten_op, (eindigt_op + 1)::timestamp AT TIME ZONE 'Europe/Amsterdam') AS afgelopen
        ) AS einde
        WHERE gemeente_id = $1
            AND EXISTS (SELECT FROM stembus s WHERE s.gemeente_id = m.gemeente_id AND s.meting_id = m.id)
    ) AS in_de_bus GROUP BY gesloten
"""
# Each of them also when there is none: a figure that went away would keep what it last said.
_SOORTEN = ("outbox", "post", "stembus", "stembus-gesloten")


async def load_wachtrijen(database: Database) -> Mapping[str, Wachtrij]:
    """By kind, over all gemeenten. Of the ballot box metingen are counted, never ballots: how many those are, is a
    figure."""
    async with database.transaction(None) as db:
        gemeenten = [gemeente for gemeente, _ in await list_gemeenten(db)]
    gevonden = await wachtrijen.load_wachtrijen(database, gemeenten, _WACHTRIJEN)
    return {soort: gevonden.get(soort, Wachtrij()) for soort in _SOORTEN}
