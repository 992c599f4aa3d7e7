"""One service in one process (or several workers). Light on purpose: it imports no service but the one it serves."""

import gc
import importlib
import sys
from contextlib import AbstractContextManager, nullcontext

from starlette.applications import Starlette

from zicht_cli.afbouwen import Afbouw, run

_YOUNG = 10_000


def serve(service: str, *, host: str, port: int, workers: int) -> None:
    """Serve until told to stop. service: `api` or `surveys`; its settings come from the environment."""
    with nullcontext() if workers == 1 else _figures_of_workers(service):
        run(
            f"zicht_cli.serve:create_{service}",
            factory=True,
            host=host,
            port=port,
            workers=workers,
            loop="uvloop",
            http="zicht_cli.protocol:Protocol",
            ws="none",
            # Our own log line has the route's template; uvicorn's would have the path, and with it a resident's token.
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=10,
            # A worker that is still importing on a busy machine is not a dead one.
            timeout_worker_healthcheck=60,
        )


def _figures_of_workers(service: str) -> AbstractContextManager[None]:
    from zicht_shared.meters import serve_workers

    return serve_workers(importlib.import_module(f"zicht_{service}.settings").Settings())


def create_api() -> Afbouw:
    from zicht_api.main import create_app

    return Afbouw(_settled(create_app()))


def create_surveys() -> Afbouw:
    from zicht_surveys.main import create_app

    return Afbouw(_settled(create_app()))


def _settled(app: Starlette) -> Starlette:
    """The same app, in a process that no longer looks through all of it for garbage.

    What was loaded stays until the end, and a request leaves few cycles behind: by Python's own settings the search
    for them took about a sixth of the time of sending answers.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG)
    return app


if __name__ == "__main__":
    serve(sys.argv[1], host="127.0.0.1", port=int(sys.argv[2]), workers=int(sys.argv[3]))
