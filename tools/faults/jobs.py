"""The job worker killed in the middle of mails and pictures; a mail server that is away, silent or refuses."""

import random
import secrets
import time
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from tools.faults.evening import Evening, Stage, evening, until
from tools.faults.post import PostOffice
from tools.faults.writers import a_photo

TAKEN_UP = 11 * 60  # seconds after which whatever a dead worker had in hand is taken up again
ONE_MAIL = 25  # seconds, at most, that one mail keeps the worker: settings.EMAIL_TIMEOUT for each of two steps
KILLS, MANY = 8, 200
MAILS = "tools.faults.mails"


def job_worker(stage: Stage, folder: Path) -> Evening:
    """One of two is killed, again and again: every mail leaves, and twice only what a killed one had in hand; every
    picture is made."""
    office = PostOffice(seconds=0.05)
    with office.open(), evening(stage, folder, more=_leads_to(office)) as shown:
        shown.open(clock=True, photos=False)  # one after the other without a pause, they would go before every mail
        readers = shown.shop.ask("-m", MAILS, "write", str(MANY))
        shown.shop.work()
        shown.shop.work()
        for _ in range(KILLS):
            _send_a_photo(shown)
            before = len(office.mails)
            until(lambda before=before: len(office.mails) > before, "no mail left.")  # type: ignore[misc]  # a default
            time.sleep(random.uniform(0, 0.3))
            shown.shop.stop_work(kill=True)
            shown.shop.work()
        shown.leave()
        shown.shop.move_clock(TAKEN_UP)
        given_up = _end(shown)
        got = Counter(_got(office, readers))
        twice = [reader for reader in readers if got[reader] > 1]
        shown.figures.append(f"{KILLS} kills, {len(readers)} mails, {len(twice)} sent twice")
        shown.need(not set(readers) - got.keys() - set(given_up), "A mail is lost.")
        shown.need(len(twice) <= KILLS and max(got.values()) <= 2, f"More left again than were in hand: {twice}.")
    return shown


def mail_server(stage: Stage, folder: Path) -> Evening:
    """Away, refusing for now, silent: no page waits for it, a picture waits for one mail at most, and once it is back
    every mail leaves, once."""
    office = PostOffice()
    with evening(stage, folder, more=_leads_to(office)) as shown:
        shown.open(clock=True, photos=False)
        shown.shop.work()
        readers: list[str] = []
        for mode in ("away", "later", "hang"):
            office.mode = mode
            with nullcontext() if mode == "away" else office.open(), shown.undisturbed(f"mail server: {mode}"):
                readers += shown.shop.ask("-m", MAILS, "write", "3")
                began = time.monotonic()
                _send_a_photo(shown)
                until(lambda: not _left(shown)["pictures"], "a picture waited for a mail server.")
                shown.took("a picture beside mails", time.monotonic() - began, ONE_MAIL)
                until(lambda: _left(shown)["failed once"] == len(readers), f"a mail was not tried ({mode}).")  # noqa: B023  # ends here
        shown.need(not _got(office, readers), "A mail left through a server that was not there.")
        office.mode = ""
        shown.shop.move_clock(TAKEN_UP)
        shown.leave()
        with office.open():
            _end(shown)
        got = _got(office, readers)
        shown.figures.append(f"{len(readers)} mails, {len(got)} left afterwards")
        shown.need(sorted(got) == sorted(readers), "Not every mail left once.")
    return shown


def _got(office: PostOffice, readers: list[str]) -> list[str]:
    """The address of each mail that reached one of them."""
    return [address for mail in office.mails if (address := str(mail["To"])) in readers]


def _leads_to(office: PostOffice) -> dict[str, str]:
    return {"FAENA_MAIL_URL": f"smtp://127.0.0.1:{office.port}", "FAENA_MAIL_TLS": "0"}


def _left(shown: Evening) -> dict[str, Any]:
    left: dict[str, Any] = shown.shop.ask("-m", MAILS, "left")
    return left


def _end(shown: Evening) -> list[str]:
    """A worker that begins now ends whatever is left. Gives back the addresses of mails that were given up."""
    while shown.shop.workers:
        shown.shop.stop_work()
    shown.shop.work()
    until(lambda: not any(_left(shown)[what] for what in ("mails", "pictures", "jobs")), "jobs were left.")
    given_up: list[str] = _left(shown)["given up"]
    return given_up


def _send_a_photo(shown: Evening) -> None:
    clerk = shown.writers[0]
    browser = shown.browser(clerk.login)
    write = clerk.a_status(f"photo-{secrets.token_hex(4)}")
    status, _place, _page = browser.post(write.path, write.fields | {"operation": write.key}, photo=a_photo())
    browser.connection.close()
    shown.need(status == 303, f"A photo was answered {status}.")
    shown.ledger.acknowledged.append(write)
