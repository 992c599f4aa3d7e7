"""Where the service may not connect to, in every way that an address can be written or looked up."""

from ipaddress import ip_address

import pytest

from zicht_api.uitgaand import adressen
from zicht_api.uitgaand.adressen import AdresGeweigerd, check_url, find_address, is_allowed

NOT_PUBLIC = [
    "127.0.0.1", "127.1.2.3", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "100.64.0.1", "100.100.100.200", "169.254.169.254", "169.254.0.1", "192.0.0.192", "192.0.2.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16",
    "::", "::1", "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:a9fe:a9fe", "::127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "2002:c0a8:101::1",
    "2001:0:4136:e378:8000:63bf:f5ff:fffe", "192.88.99.1", "3fff::1", "5f00::1",
]  # fmt: skip
PUBLIC = ["93.184.215.14", "8.8.8.8", "2606:4700:4700::1111", "2a00:1450:400e:80d::200e", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_that_only_we_can_reach_is_refused(address: str) -> None:
    assert not is_allowed(ip_address(address), loopback=False)
    written = f"[{address}]" if ":" in address else address
    with pytest.raises(ValueError, match="openbaar adres"):
        check_url(f"https://{written}/haak", loopback=False)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_allowed(address: str) -> None:
    assert is_allowed(ip_address(address), loopback=False)


@pytest.mark.parametrize(
    "url",
    [
        "http://meldingen.example/haak", "ftp://meldingen.example/", "file:///etc/passwd", "gopher://x.example/",
        "https://", "https:///haak", "//meldingen.example/", "meldingen.example", "", "https://[::1", "https://[]/",
        "https://localhost/", "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://127.1/",
        "https://0x7f.1/", "https://0/", "https://127.0.0.1./", "https://017700000001/", "https://1.2.3.4.5/",
        "https://[fe80::1%25eth0]/", "https://[::ffff:127.0.0.1]/", "https://[0:0:0:0:0:ffff:7f00:1]/",
        "https://naam:geheim@meldingen.example/", "https://@meldingen.example/", "https://meldingen.example/#deel",
        "https://meldingen.example:0/", "https://meldingen.example:99999/", "https://meldingen.example:x/",
        "https://meldingen.example\\@127.0.0.1/", "https://meldingen.example /", "https://meldingen.example\r\nX: y/",
        "https://mel\x00dingen.example/", "https://mëldingen.example/", "https://\uff11\uff12\uff17.0.0.1/",
        "https://.example/", "https://a..example/", "https://-a.example/", "https://a_b.example/", "https://%31.example/",
        "HTTPS://127.0.0.1/", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_an_address_in_a_form_that_could_be_read_otherwise_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as fault:
        check_url(url, loopback=False)
    assert "example" not in str(fault.value)


@pytest.mark.parametrize(
    "url",
    ["https://meldingen.example/haak?x=1", "https://meldingen.example:8443/", "https://xn--bcher-kva.example/",
     "https://8.8.8.8/", "https://[2606:4700:4700::1111]:8443/x"],
)  # fmt: skip
def test_a_public_https_address_is_taken(url: str) -> None:
    assert check_url(url, loopback=False).geturl() == url


def test_this_machine_itself_is_only_for_tests_and_the_demo() -> None:
    for url in ("http://127.0.0.1:8000/x", "http://localhost:8000/x", "https://[::1]/x"):
        check_url(url, loopback=True)
        with pytest.raises(ValueError, match=r"https|openbaar"):
            check_url(url, loopback=False)
    for url in ("http://10.0.0.1/", "http://meldingen.example/", "https://192.168.0.1/"):
        with pytest.raises(ValueError, match=r"https|openbaar"):
            check_url(url, loopback=True)
    assert not is_allowed(ip_address("::ffff:127.0.0.1"), loopback=True)


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["::1"], ["93.184.215.14", "127.0.0.1"], ["::ffff:10.0.0.1"], ["169.254.169.254"], [],
     ["fe80::1%eth0"]],
)  # fmt: skip
async def test_a_name_is_refused_when_any_of_its_addresses_is(
    addresses: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        return addresses

    monkeypatch.setattr(adressen, "resolve", resolve)
    with pytest.raises(AdresGeweigerd):
        await find_address("meldingen.example", 443, loopback=False)


async def test_a_name_that_is_nowhere_is_refused() -> None:
    with pytest.raises(AdresGeweigerd, match="niet gevonden"):
        await find_address("bestaat-niet.invalid", 443, loopback=False)
    with pytest.raises(AdresGeweigerd):
        await find_address("localhost", 443, loopback=False)
    assert await find_address("127.0.0.1", 80, loopback=True) == "127.0.0.1"
