"""A bare Starlette service, served as ours is: what an answer without any work costs. `python -m bench.kaal <port>`."""

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


async def _unchanged(_: Request) -> Response:
    return Response(status_code=304, headers={"ETag": '"a"'})


app = Starlette(routes=[Route("/", _unchanged)])

if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), access_log=False, log_level="warning", loop="uvloop", http="httptools")
