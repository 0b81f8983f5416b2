"""A NUL character anywhere is a request we cannot read, not a failure of ours."""

from __future__ import annotations

import pytest

from tests.support.client import CheckedClient


@pytest.mark.parametrize("address", ["/a/x%00y", "/search?q=%00", "/en/search?q=x&lang=%00"])
def test_an_address_with_a_nul_character_is_a_calm_400(client: CheckedClient, address: str) -> None:
    assert client.get(address).status_code == 400


def test_a_form_with_a_nul_character_is_a_calm_400(client: CheckedClient) -> None:
    answer = client.post("/sign-in", data={"login": "x\x00y", "password": "z"})
    assert answer.status_code == 400
