"""When the background tasks of a running service last went well, as it tells Prometheus."""

import time
from collections.abc import Mapping
from typing import Final

import httpx
from prometheus_client.parser import text_string_to_metric_families

from zicht_cli.doctor.bevinding import Bevinding, duur
from zicht_shared.settings import ServiceSettings

_SECONDEN: Final = 3
_SPELING: Final = 300
_OVERAL: Final = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104  to be replaced, not to listen on


async def check_tasks(settings: ServiceSettings) -> list[Bevinding]:
    """Every task of the service that listens on METRICS_PORT here."""
    if settings.metrics_port is None:
        return [Bevinding("taken", "wanneer zij het laatst lukten", "niet te zien", "Zet METRICS_PORT.")]
    host = _OVERAL.get(settings.metrics_host, settings.metrics_host)
    try:
        async with httpx.AsyncClient(timeout=_SECONDEN) as client:
            answer = (await client.get(f"http://{host}:{settings.metrics_port}/metrics")).raise_for_status()
    except httpx.HTTPError as fault:
        advies = "Draait de dienst op deze machine? Draai zicht doctor daar waar zij draait."
        return [Bevinding("taken", f"geen cijfers op METRICS_PORT ({type(fault).__name__})", "niet te zien", advies)]
    last, interval = _read(answer.text)
    return judge_tasks(last, interval, time.time())


def judge_tasks(last: Mapping[str, float], interval: Mapping[str, float], nu: float) -> list[Bevinding]:
    """last: by task when it last went well, 0 when it never did; interval: how often it should."""
    late = {task: moment for task, moment in last.items() if nu - moment > 3 * interval[task] + _SPELING}
    if not late:
        return [Bevinding("taken", f"alle {len(last)} op tijd")]
    advies = "Zoek in het logboek naar job_failed met deze naam."
    return [
        Bevinding(
            "taken", f"{task}: {'nog nooit gelukt' if not moment else f'{duur(nu - moment)} geleden'}", "fout", advies
        )
        for task, moment in sorted(late.items())
    ]


def _read(text: str) -> tuple[dict[str, float], dict[str, float]]:
    samples = {
        (sample.name, sample.labels.get("task", "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }

    def of(name: str) -> dict[str, float]:
        return {task: value for (found, task), value in samples.items() if found == name}

    return of("zicht_task_last_success_timestamp_seconds"), of("zicht_task_interval_seconds")
