"""One service in one process (or several workers). Light on purpose: it imports no service but the one it serves."""

import sys

import uvicorn


def serve(service: str, *, host: str, port: int, workers: int) -> None:
    """Serve until told to stop. service: `api` or `surveys`; its settings come from the environment."""
    uvicorn.run(
        f"zicht_{service}.main:create_app",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        loop="uvloop",
        http="httptools",
        # Our own log line has the route's template; uvicorn's would have the path, and with it a resident's token.
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=10,
        # A worker that is still importing on a busy machine is not a dead one.
        timeout_worker_healthcheck=60,
    )


if __name__ == "__main__":
    serve(sys.argv[1], host="127.0.0.1", port=int(sys.argv[2]), workers=int(sys.argv[3]))
