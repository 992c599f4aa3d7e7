"""The list of alerts: each fires when it should, is about figures that exist, and says what to do."""

import re
import shutil
import subprocess
from pathlib import Path

import prometheus_client
import pytest

import zicht_shared.http
import zicht_shared.meters

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docker" / "prometheus"
RULES = (FOLDER / "alerts.yml").read_text(encoding="utf-8")
TESTS = (FOLDER / "alerts_test.yml").read_text(encoding="utf-8")
NAMES = re.findall(r"- alert: (\w+)", RULES)


@pytest.mark.parametrize(
    "command", [["check", "config", "prometheus.yml"], ["test", "rules", "alerts_test.yml"]], ids=["check", "test"]
)
def test_promtool_has_nothing_to_remark(command: list[str]) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed (apt-get install prometheus)")
    done = subprocess.run([promtool, *command], cwd=FOLDER, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_is_tried_both_ways() -> None:
    assert len(NAMES) == len(set(NAMES)) > 10
    for name in NAMES:
        tried = re.findall(rf"alertname: {name}\n +exp_alerts:( \[\])?", TESTS)
        assert sorted(tried) == ["", " []"], name


def test_every_alert_says_what_to_do() -> None:
    guide = (ROOT / "docs" / "beheer.md").read_text(encoding="utf-8")
    for name in NAMES:
        assert f"docs/beheer.md#{name.lower()}\n" in RULES
        [text] = re.findall(rf"^#### {name}\n\n(.+?)\n(?:\n|$)", guide, re.MULTILINE | re.DOTALL)
        assert len(text) > 40, name


def test_alerts_are_about_figures_that_there_are() -> None:
    assert zicht_shared.http.DURATION
    assert zicht_shared.meters.OLDEST
    named = {name.removesuffix("_count").removesuffix("_bucket") for name in re.findall(r"zicht_\w+", RULES)}
    known = {family.name for family in prometheus_client.REGISTRY.collect()}
    assert {name.removesuffix("_total") for name in named} <= known
    kinds = set(re.findall(r'kind="([\w-]+)"', RULES))
    assert kinds == {"outbox", "stembus-gesloten", "post", "webhooks"}
