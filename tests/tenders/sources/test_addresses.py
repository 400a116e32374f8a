"""Which addresses are on the public internet."""

from ipaddress import ip_address

import pytest

from tenders.sources.addresses import is_public


@pytest.mark.parametrize("address", ["1.1.1.1", "192.88.98.1", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_public_address(address: str) -> None:
    assert is_public(ip_address(address)) is True


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.2.1",
        "192.168.1.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a01:203",
        "2002:7f00:1::",
        "2002:a01:203::1",
        "2001:db8::1",
    ],
)
def test_other_address(address: str) -> None:
    assert is_public(ip_address(address)) is False
