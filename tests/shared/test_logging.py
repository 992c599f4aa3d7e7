"""What libraries word themselves never gets into the log; that they said something does, and where."""

import json
import subprocess
import sys

CODE = """
import asyncio, gc, logging, warnings
from zicht_shared.logging import configure_logging
configure_logging("proef", "DEBUG")
import structlog
structlog.get_logger().debug("eigen", aantal=3)
logging.getLogger("httpx").info("HTTP Request: %s", "https://x/kanarie")
logging.getLogger("httpcore.http11").debug("headers %s", "kanarie")
logging.getLogger("een.bibliotheek").warning("kanarie %s", "kanarie")
logging.getLogger("uvicorn.access").info("GET /i/kanarie")
try:
    raise ValueError("kanarie")
except ValueError:
    logging.getLogger("uvicorn.error").exception("Exception in kanarie")

async def forgotten():
    async def fail():
        raise ValueError("kanarie")
    task = asyncio.create_task(fail())
    await asyncio.sleep(0)
    del task
    gc.collect()

asyncio.run(forgotten())
warnings.warn("kanarie", UserWarning)
"""


def test_lines_of_libraries_say_where_they_come_from_and_nothing_else() -> None:
    done = subprocess.run([sys.executable, "-W", "always", "-c", CODE], capture_output=True, text=True, check=True)
    assert done.stdout == ""
    assert "kanarie" not in done.stderr
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert {line["service"] for line in lines} == {"proef"}
    assert (lines[0]["event"], lines[0]["aantal"], lines[0]["level"]) == ("eigen", 3, "debug")
    theirs = {(line["logger"], line["level"], line.get("fault")) for line in lines[1:]}
    assert theirs == {
        ("een.bibliotheek", "warning", None),
        ("uvicorn.error", "error", "ValueError"),
        ("asyncio", "error", "ValueError"),
        ("py.warnings", "warning", None),
    }
    assert all(line["at"] for line in lines[1:])
