"""Pictures of every page for every person of the cast, for looking at: found by following links from home."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from PIL import Image
from playwright.sync_api import Browser, Error, Page, sync_playwright

from learnplan.demonstration.cast import CAST
from learnplan.embedded.place import wait_until
from learnplan.management.commands.run import answers

SIGNED_OUT = ("/account/login/", "/account/password/reset/", "/people/card/", "/style/")
WIDTHS = (1280, 390)
SCHEMES = ("light", "dark")
CHROMIUM_FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
READY_SECONDS = 240
COLOURS = 64  # enough for a map, and a third of the weight
MAPS = ("map-3-phone", "map-3-desktop", "map-40-phone", "map-40-desktop")


def take_shots(folder: Path, tell: Callable[[str], None]) -> int:
    """Start the product on data of its own, take the pictures into `folder`, and return how many there are.

    A picture is called PERSON-PAGE-WIDTH-SCHEME.png, PAGE being the name of the address. Raises RuntimeError when the
    product does not start.
    """
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with _product(tell) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        for person in ("nobody", *CAST):
            taken = _shots_of(browser, address, person, folder)
            tell(f"{person}: {taken} pictures")
            count += taken
        count += _shots_of_maps(browser, address, folder)
        browser.close()
    return count


def _shots_of_maps(browser: Browser, address: str, folder: Path) -> int:
    """Take the maps of three and of forty steps as their tutor sees them: the map's card, nothing around."""
    for width, device, scale in ((1280, "desktop", 2), (390, "phone", 1)):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, device_scale_factor=scale, reduced_motion="reduce"
        )
        page = context.new_page()
        _sign_in(page, address, "chidi")
        for name, steps in (("Pip Quayle", 3), ("Dunya Valeman", 40)):
            page.goto(f"{address}/people/?q={name.split()[1]}")
            person = page.get_by_role("link", name=name).first.get_attribute("href") or ""
            page.goto(f"{address}/scripts/start/?learner={person.strip('/').split('/')[-1]}")
            whole = page.get_by_label("Fit the whole map into its frame")
            if whole.is_visible():
                whole.check()
            # A phone's bar would lie over a long picture.
            page.locator(".rail nav").evaluate("bar => { bar.style.display = 'none' }")
            picture = Image.open(BytesIO(page.locator(".map-sheet").screenshot()))
            few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
            few.save(folder / f"map-{steps}-{device}.png", optimize=True)
        context.close()
    return len(MAPS)


def _sign_in(page: Page, address: str, person: str) -> None:
    page.goto(f"{address}/account/login/")
    page.locator("form[action='/demonstration/'] button").nth(list(CAST).index(person)).click()
    page.wait_for_load_state()


def chromium() -> str:
    """Return where Chromium is: $CHROMIUM, or the first on the path."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), "chromium")


@contextmanager
def _product(tell: Callable[[str], None]) -> Iterator[str]:
    """Have the product running for a while with the demonstration in a state folder of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    own = {"PORT": str(port), "LEARNPLAN_STATE": str(settings.BASE_DIR / ".state" / "shots")}
    command = [sys.executable, "manage.py", "run"]
    tell("Starting the product with the demonstration.")
    product = subprocess.Popen(command, cwd=settings.BASE_DIR, env=os.environ | own, stdout=subprocess.DEVNULL)
    try:
        is_up = wait_until(lambda: product.poll() is not None or answers(f"{address}/"), READY_SECONDS)
        if not is_up or product.poll() is not None:
            raise RuntimeError("The product did not start; `make run` says why.")
        yield address
    finally:
        product.terminate()
        product.wait(60)


def _shots_of(browser: Browser, address: str, person: str, folder: Path) -> int:
    context = browser.new_context(viewport={"width": WIDTHS[0], "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    if person == "nobody":
        start = list(SIGNED_OUT)
    else:
        _sign_in(page, address, person)
        start = ["/"]
    taken = sum(_shoot(page, person, name, folder) for name in _walk(page, address, start, follows=person != "nobody"))
    context.close()
    return taken


def _walk(page: Page, address: str, start: list[str], *, follows: bool) -> Iterator[str]:
    """Visit one page of each kind (by the name of its address), following links; yields its name while it is open."""
    waiting, seen = list(start), set()
    while waiting:
        path = waiting.pop(0)
        name = _name_of(path)
        if name is None or name in seen:
            continue
        seen.add(name)
        try:
            answer = page.goto(address + path)
        except Error as error:
            if "Download is starting" not in error.message:
                raise
            continue
        if answer is None or answer.status != 200 or "text/html" not in answer.headers.get("content-type", ""):
            continue
        yield name
        if follows:
            links = page.eval_on_selector_all("a[href]", "found => found.map(a => a.getAttribute('href'))")
            waiting += [link for link in links if link.startswith("/")]


def _name_of(path: str) -> str | None:
    """Return the name of an address of ours to take a picture of; None for the way out and the admin site."""
    try:
        found = resolve(urlsplit(path).path)
    except Resolver404:
        return None
    if found.app_names or found.url_name == "account_logout":
        return None
    return found.url_name


def _shoot(page: Page, person: str, name: str, folder: Path) -> int:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            file = re.sub(r"[^a-z0-9]+", "-", f"{person}-{name}".lower()) + f"-{width}-{scheme}.png"
            page.screenshot(path=folder / file, full_page=True)
    return len(WIDTHS) * len(SCHEMES)
