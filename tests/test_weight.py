"""The first page is light: under 120 kB as it is sent, and nothing from anywhere else."""

import brotli
import pytest
from django.urls import reverse

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

MOST_BYTES = 120_000


def weigh(opened, path: str) -> dict[str, int]:
    """Open `path` in a fresh browser, and return the bytes of everything it asked for, as they are sent."""
    answers = []
    opened.on("response", lambda response: answers.append(response))
    opened.goto(path, wait_until="networkidle")
    sizes = {}
    for response in answers:
        kind = response.headers.get("content-type", "")
        body = response.body()
        is_packed = "woff2" in response.url or kind.startswith(("font/", "image/png"))
        sizes[response.url] = len(body if is_packed else brotli.compress(body, quality=5))
    return sizes


@pytest.mark.parametrize(
    ("name", "page", "thing"), [("", "account_login", ""), ("amina", "home", ""), ("amina", "script", "script")]
)
def test_first_load_is_light(look, house, name, page, thing):
    opened = look(name)
    sizes = weigh(opened, reverse(page, args=[getattr(house.stage, thing).pk] if thing else []))
    assert len(sizes) > 3
    assert sum(sizes.values()) < MOST_BYTES, sizes
    assert opened.complaints == []
