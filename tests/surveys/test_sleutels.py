from pathlib import Path

from zicht_shared.auth import Credential
from zicht_surveys.sleutels import Sleutelbos


def test_a_renewed_key_is_used_without_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "sleutels.json"
    sleutels = Sleutelbos(path)
    assert sleutels.of("GM0627") is None
    path.write_text('{"GM0627": "0627-id.geheim"}')
    assert sleutels.of("GM0627") == Credential("0627-id", "geheim")
    assert sleutels.of("GM0001") is None
    path.write_text('{"GM0627": "0627-id.nieuwer-geheim"}')
    assert sleutels.of("GM0627") == Credential("0627-id", "nieuwer-geheim")


def test_a_half_written_file_leaves_the_keys_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "sleutels.json"
    path.write_text('{"GM0627": "0627-id.geheim"}')
    sleutels = Sleutelbos(path)
    sleutels.of("GM0627")
    for broken in ('{"GM06', "[]", '{"GM0627": 3}'):
        path.write_text(broken)
        assert sleutels.of("GM0627") == Credential("0627-id", "geheim")


def test_a_key_shows_itself_to_nobody(tmp_path: Path) -> None:
    path = tmp_path / "sleutels.json"
    path.write_text('{"GM0627": "0627-id.geheim"}')
    sleutels = Sleutelbos(path)
    sleutels.of("GM0627")
    assert "geheim" not in repr(sleutels)
