"""A whole shop for the browser: the demo under the production server and its job worker, as a user would run it.

Nothing here touches the database of the other tests; the browser is the only way in."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from faena.upkeep.demo.people import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
DESK = {"viewport": {"width": 1280, "height": 860}}
expect.set_options(timeout=20_000)  # two cores, two browsers and a job worker: slow is not wrong
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}

# Each window of a Chromium prepares the list below its address bar, which takes half a second and nobody opens here.
# The flag takes the place of Playwright's own, whose names follow.
WITHOUT = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"]
WITHOUT += ["HttpsUpgrades", "LensOverlay", "MediaRouter", "OptimizationHints", "PaintHolding", "PreconnectToSearch"]
SESSIONS: dict[str, list[Any]] = {}  # who → the cookies of his first browser
FAILED = pytest.StashKey[bool]()
SAID = 3000  # characters of a page
SPEAKING: list[Page] = []  # whose readers changed their language in this test


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in Path(item.path).parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The Chromium without a window where there is one: the same pages for two thirds of the work."""
    shell = os.environ.get("CHROMIUM_SHELL") or shutil.which("chromium-headless-shell")
    return {
        **browser_type_launch_args,
        "executable_path": shell or whole_chromium(),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            f"--disable-features={','.join(WITHOUT)}",
        ],
    }


def whole_chromium() -> str | None:
    """With the parts that belong to a window: printing, the viewer of PDFs."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture(scope="package")
def shop_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demo shop keeps its data; its mails are files in mail/."""
    return tmp_path_factory.mktemp("shop")


@pytest.fixture(scope="package")
def shop(shop_folder: Path) -> Iterator[str]:
    """One demo shop for all browser tests of a process, by its address (without a slash at its end). Whatever was
    done in it, everything holds in the end. FAENA_FILLED_SQLITE: the folder of one that was filled before."""
    folder, port = shop_folder, free_port()
    if filled := os.environ.get("FAENA_FILLED_SQLITE"):
        shutil.copytree(filled, folder, dirs_exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FAENA_", "DATABASE_URL"))}
    environment = {
        **kept,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "FAENA_DEMO": "1",
        "FAENA_VAR": str(folder),
        "FAENA_SECRET_KEY": os.environ["FAENA_SECRET_KEY"],
        "FAENA_URL": f"http://localhost:{port}",
    }
    start = [sys.executable, "-m", "tools.start", "demo"]
    subprocess.run(start, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, timeout=180)
    web = [str(BIN / "granian"), "--interface", "rsgi", "--host", "127.0.0.1", "--port", str(port)]
    log = (folder / "server.log").open("w")
    running = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        for command in (
            [*web, "--workers", "2", "--log-level", "warning", "config.rsgi:application"],
            [sys.executable, "manage.py", "work"],
        )
    ]
    try:
        wait_for(environment["FAENA_URL"] + "/sign-in/")
        yield environment["FAENA_URL"]
        fsck = [sys.executable, "manage.py", "fsck"]  # of one moment: the worker may still be at work
        done = subprocess.run(fsck, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=180)
        assert done.returncode == 0, f"After all that, not everything holds.\n{done.stdout}{done.stderr}"
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(timeout=20)
        log.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


def seen(context: BrowserContext) -> str:
    """What stood on its pages: for whoever reads why a test failed on another machine."""
    return "\n".join(f"--- {page.url}\n{page.locator('body').inner_text()[:SAID]}" for page in context.pages)


@pytest.fixture
def browsing(browser: Browser, shop: str, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """`browsing(PHONE, who="seller")`: a page of a new browser, signed in as one of the demo's people (or as nobody).

    A console message or a script error fails the test that caused it."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def open_page(size: dict[str, Any], *, who: str = "", locale: str = "es-VE", **more: Any) -> Page:
        context = browser.new_context(base_url=shop, locale=locale, timezone_id="America/Caracas", **{**size, **more})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(complaint(message)))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if who:
            sign_in(page, who)
        return page

    yield open_page
    if request.node.stash.get(FAILED, False):
        sys.stderr.write("\n".join(seen(context) for context in browser.contexts))
    for page in SPEAKING:
        page.goto("/")
        press_language(page, "es")
    SPEAKING.clear()
    for context in contexts:
        context.close()
    assert [text for text in complaints if text] == []


def speak(page: Page, language: str) -> None:
    """Whoever is signed in reads another language, to the end of the test."""
    press_language(page, language)
    SPEAKING.append(page)


def press_language(page: Page, language: str) -> None:
    """Change the language with the switch of the menu, which is closed here: press its button by script."""
    page.locator(f"form[action$='/language/'] [value='{language}']").first.dispatch_event("click")
    page.wait_for_function("(language) => document.documentElement.lang === language", arg=language)


def sign_in(page: Page, who: str) -> None:
    """By the form; whoever did so before in this process goes on with that session while it lives."""
    if who in SESSIONS:
        page.context.add_cookies(SESSIONS[who])
        page.goto("/")
        if "/sign-in/" not in page.url:
            return
    page.goto("/sign-in/")
    page.fill("input[name=login]", f"{who}@faena.example")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit], main form button:not([type=button])")
    page.wait_for_url(lambda address: "/sign-in/" not in address)
    SESSIONS[who] = page.context.cookies()


def complaint(message: ConsoleMessage) -> str:
    """A refused form answers 422, a missing page 404, an ended session 401, which the browser notes as an error; htmx
    notes a question that it drops for a newer one, and the browser that somebody was quicker than autofocus. That is no
    fault."""
    expected = re.search(
        "status of 4|Status Error Code 401|htmx:afterRequest|htmx:sendAbort|^Autofocus processing", message.text
    )
    return "" if expected else f"{message.type}: {message.text}"


def fits(page: Page) -> bool:
    """No sideways scroll."""
    return bool(page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def hold_and_drag(
    page: Page, start: tuple[float, float], goal: tuple[float, float], held: int = 500
) -> Callable[[], None]:
    """With one finger, which stays so many milliseconds where it begins. What comes back lets go."""
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": x, "y": y} for x, y in places]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", start)
    page.wait_for_timeout(held)
    for step in range(1, 9):
        x, y = (begin + (end - begin) * step / 8 for begin, end in zip(start, goal, strict=True))
        touch("touchMove", (x, y))
    return lambda: touch("touchEnd")
