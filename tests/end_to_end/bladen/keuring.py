"""What looks at pages: pa11y in a browser, and W3C's Nu checker at what the services send."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import httpx

from tests.end_to_end.bladen.blad import Blad, hidden_fields

_CI = Path(__file__).parents[3] / ".ci"
_VNU = _CI / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
# Its list of CSS properties is older than vector-effect, which browsers know from SVG 2.
_OPTIONS = ["--format", "json", "--stdout", "--exit-zero-always", "--filterpattern", ".*vector-effect.*"]


def missing() -> list[str]:
    """The Debian packages that are not installed, and without which nothing can be looked at."""
    needed = {"chromium": "chromium", "java": "default-jre-headless", "node": "nodejs"}
    return [package for command, package in needed.items() if shutil.which(command) is None]


def passes_pa11y(bladen: Sequence[Blad]) -> bool:
    """HTML_CodeSniffer, WCAG 2 AA, at 320 pixels; prints every fault."""
    done = subprocess.run(
        ["node", str(_CI / "pa11y.mjs")],
        input=json.dumps([blad.as_taak() for blad in bladen]).encode(),
        env={**os.environ, "CHROMIUM": shutil.which("chromium") or ""},
        check=False,
    )
    return done.returncode == 0


def passes_nu(bladen: Sequence[Blad]) -> bool:
    """The markup of every page, warnings too; prints every kind of fault of a page once, with its first place."""
    with tempfile.TemporaryDirectory(prefix="zicht-bladen-") as folder, httpx.Client(timeout=60) as visitor:
        pages = {str(Path(folder) / f"{number}.html"): blad for number, blad in enumerate(bladen)}
        for path, blad in pages.items():
            Path(path).write_bytes(_load(visitor, blad))
        command = ["java", "-jar", str(_VNU), *_OPTIONS, *pages]
        found = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)["messages"]
    faults = {
        (pages[fault["url"].removeprefix("file:")].naam, fault["message"]): fault
        for fault in reversed(found)
        if fault["type"] != "info" or fault.get("subType") == "warning"
    }
    for (naam, message), fault in faults.items():
        print(f"{naam}, regel {fault.get('lastLine')}: {message}\n    {fault.get('extract', '')}")
    print(f"Nu: {len(pages)} pagina's, {len(faults)} fouten")
    return not faults


def _load(visitor: httpx.Client, blad: Blad) -> bytes:
    answer = visitor.get(blad.url, headers=blad.koppen)
    if blad.verstuur is not None:
        answer = visitor.post(blad.url, data=hidden_fields(answer.text) | blad.verstuur, headers=blad.koppen)
    assert answer.headers["content-type"].startswith("text/html"), (blad.naam, answer.status_code, answer.text)
    return answer.content
