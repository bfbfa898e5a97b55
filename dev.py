#!/usr/bin/env python3
"""Everything a person needs to run, test and change Faena. Works with nothing but Python 3.11 and its venv module.

python3 dev.py run         set up, fill with an invented shop at work, serve on this machine
python3 dev.py serve       set up and serve a real installation (reads .env)
python3 dev.py prepare     what serve does before it serves, for those who run its parts by themselves
python3 dev.py manage      a command of manage.py in a real installation (reads .env)
python3 dev.py test        set up, then lint, types, imports, migrations and every test
python3 dev.py bench       measure how fast it is with very many customers
python3 dev.py faults      break what can break while people write, and count what was lost
python3 dev.py load        two hundred people at work for ten minutes, and each write looked up afterwards
python3 dev.py sabotage    switch each defence off alone: a test has to notice
python3 dev.py walk        follow docs/operations.md word by word on a bare Debian
python3 dev.py messages    bring new texts into the translation files
python3 dev.py lock        make the lock files again from requirements*.in and package.json
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  # the whole point: older Pythons read this file too
    sys.exit("Faena needs Python 3.11 or newer; this is Python " + sys.version.split()[0] + ".")

import argparse
import os
import secrets
import shutil
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path

from config import alone
from tools import (
    PYTHON,
    ROOT,
    VAR,
    SetupError,
    browser,
    changed,
    environment,
    fetched,
    postgres,
    processes,
    proxies,
    sabotage,
    say,
    serving,
    times,
    walking,
)
from tools.bench import run as benchmark
from tools.load import run as crowd
from tools.serving import BIN
from tools.steps import Quiet, Steps

DEMOS = {"ve": VAR / "demo", "br": VAR / "demo-br"}  # each country's shop lives beside the other
BROWSER_TESTS = "tests/browser"
PROCESSES = max(2, os.cpu_count() or 2) + 1  # one more than can work: somebody always waits, for a page or a lock


def main() -> int:
    options, rest = arguments().parse_known_args()
    if rest and options.command != "test":
        arguments().error(f"unrecognised: {' '.join(rest)}")
    processes.raise_on_stop_signals()
    try:
        return int(options.do(options, rest) or 0)
    except SetupError as error:
        say(f"\n{error}")
        return 1
    except processes.Stopped:
        say("\nStopped.")
        return 0 if options.command in ("run", "serve") else 130


# --- run and serve --------------------------------------------------------------------------------------


def run(options: argparse.Namespace, _rest: list[str]) -> None:
    """The demo of a country: its own data under var, known passwords, this machine only."""
    need_port("127.0.0.1", options.port, "run")
    set_up(environment.RUN)
    if options.reset:
        shutil.rmtree(DEMOS[options.country], ignore_errors=True)
    facts = demo_facts(DEMOS[options.country], options.port)
    sign_ins = serving.begin("demo", facts, options.country)
    welcome = f"\nFaena is at http://localhost:{options.port}\n\n{sign_ins}\nCtrl-C stops it."
    serve_together("run", "127.0.0.1", options.port, facts, welcome)


def serve(options: argparse.Namespace, _rest: list[str]) -> None:
    """A real installation: its facts come from the environment and .env, its data lives in var."""
    facts = shop_facts()
    need_port(options.host, options.port, "serve")
    set_up(environment.RUN)
    link = serving.begin("shop", facts)
    address = facts.get("FAENA_URL") or f"http://{options.host}:{options.port}"
    welcome = f"\nFaena is at {address}\n{link}\nCtrl-C stops it."
    serve_together("serve", options.host, options.port, facts, welcome, "--respawn-failed-workers")


def build(_options: argparse.Namespace, _rest: list[str]) -> None:
    """What an image holds: packages, browser files, translations. It asks for no configuration and no database."""
    set_up(environment.RUN)


def prepare(_options: argparse.Namespace, _rest: list[str]) -> None:
    """Packages, browser files, translations, tables, static files; while there is no Master, the link to set it up."""
    facts = shop_facts()
    set_up(environment.RUN)
    say(serving.begin("shop", facts))


def manage(options: argparse.Namespace, _rest: list[str]) -> int:
    """As manage.py does it, with the facts of .env."""
    return subprocess.run(
        [str(PYTHON), "manage.py", *options.words], cwd=ROOT, env=shop_facts(), check=False
    ).returncode


def shop_facts() -> dict[str, str]:
    """A real installation's environment."""
    facts = {**read_env_file(ROOT / ".env"), **os.environ}
    if facts.get("FAENA_DEMO", "0").lower() not in ("", "0", "false", "no", "off"):
        raise SetupError(
            "FAENA_DEMO is set: the demo has known passwords. `python3 dev.py run` shows it, to you alone."
        )
    return facts


def serve_together(command: str, host: str, port: int, facts: dict[str, str], welcome: str, *more: str) -> None:
    """The web server and the job worker, until Ctrl-C. Setting up took minutes: the port may be taken by now."""
    need_port(host, port, command)
    web = serving.web_server(host, port, *more)
    here = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104  # compares, does not listen
    processes.together(
        {"web server": web, "job worker": serving.WORKER},
        environment=facts,
        ready=lambda: processes.answers(here, port),
        welcome=welcome,
        again={"job worker"},
    )


def demo_facts(folder: Path, port: int) -> dict[str, str]:
    """The demo's environment. Nothing of a real installation's leaks into it."""
    folder.mkdir(parents=True, exist_ok=True)
    secret = folder / "secret"
    if not secret.exists():
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_urlsafe(50))
    return {
        **serving.bare_environment(),
        "FAENA_DEMO": "1",
        "FAENA_VAR": str(folder),
        "FAENA_SECRET_KEY": secret.read_text(),
        "FAENA_URL": f"http://localhost:{port}",
    }


def need_port(host: str, port: int, command: str) -> None:
    if not alone.is_free(host, port):
        raise SetupError(
            f"Port {port} of {host} is taken by another program. Choose another one, for example:\n\n"
            f"    python3 dev.py {command} --port {port + 1}\n"
        )


# --- test -----------------------------------------------------------------------------------------------


def test(options: argparse.Namespace, rest: list[str]) -> int:
    """Every check there is; what could not run counts as failed."""
    wanted = {options.only} if options.only else {"lint", "sqlite"} | ({"postgres", "browser"} - quick(options))
    set_up(environment.DEVELOPMENT)
    if options.changed:
        rest = [*rest, *of_the_change()]
        wanted = {"lint", "sqlite"} | ({"browser"} if any(BROWSER_TESTS in word for word in rest) else set())
    steps = Steps()
    with (
        tempfile.TemporaryDirectory(prefix="faena-tests-", ignore_cleanup_errors=True) as scratch,
        ExitStack() as servers,
    ):
        folder = Path(scratch)
        facts = test_facts(folder / "tests")
        if "sqlite" in wanted and is_whole(options, rest):
            shop = test_facts(folder / "demo", FAENA_DEMO="1")
            steps.begin(Quiet("fsck of the demo on SQLite", demo(), shop))
            facts["FAENA_FILLED_SQLITE"] = shop["FAENA_VAR"]
        if "postgres" in wanted:
            with steps.could_run("PostgreSQL"):
                facts["FAENA_TEST_POSTGRES"] = url = servers.enter_context(postgres.running())
                if is_whole(options, rest):
                    facts["FAENA_FILLED_POSTGRES"] = url.replace("/postgres", "/demo")
                    facts_of_demo = {"FAENA_DEMO": "1", "DATABASE_URL": facts["FAENA_FILLED_POSTGRES"]}
                    shop = test_facts(folder / "postgres-demo", **facts_of_demo)
                    steps.begin(Quiet("fsck of the demo on PostgreSQL", demo(), shop))
        if is_whole(options, rest) and "postgres" in wanted:
            for name in proxies.fetch():
                say(f"There is no {name}: the tests of its documented configuration cannot run here.")
        steps.wait()
        if "browser" in wanted:
            with steps.could_run("Chromium"):
                facts["CHROMIUM"] = str(browser.chromium())
                facts["CHROMIUM_SHELL"] = str(browser.shell() or facts["CHROMIUM"])
        if "lint" in wanted:
            steps.begin(*lint(test_facts(folder / "lint")))  # beside the tests
        if wanted & {"sqlite", "browser"} or "FAENA_TEST_POSTGRES" in facts:
            suite(steps, wanted, options, rest, facts)
        steps.wait()
        if options.times:
            times.show(folder / "tests" / "times.json", steps.seconds())
    return steps.summary()


def of_the_change() -> list[str]:
    """The test files that what was changed since the last commit reaches, as many as fit into a minute."""
    run, left = changed.chosen(changed.since_last_commit(), PROCESSES)
    say(f"The change reaches {len(run) + len(left)} test files; these fit into a minute, on SQLite: {' '.join(run)}")
    if left:
        say(f"Left for the whole run: {' '.join(left)}")
    return run


def quick(options: argparse.Namespace) -> set[str]:
    return {"postgres", "browser"} if options.quick else set()


def is_whole(options: argparse.Namespace, rest: list[str]) -> bool:
    """Not narrowed to a few tests."""
    return not options.k and not paths_in(rest)


def lint(facts: dict[str, str]) -> list[Quiet]:
    """What reads the code and runs none of it."""
    commands = {
        "Types (mypy)": [str(BIN / "mypy")],
        "Migrations are complete": [str(PYTHON), "manage.py", "makemigrations", "--check", "--dry-run"],
        "Templates (djlint)": [str(BIN / "djlint"), "--lint", "--quiet", "faena"],
        "Import directions (import-linter)": [str(BIN / "lint-imports")],
        "Style (ruff check)": [str(BIN / "ruff"), "check", "--output-format", "concise"],
        "Format (ruff format)": [str(BIN / "ruff"), "format", "--check", "--output-format", "concise"],
    }
    return [Quiet(step, [command], facts) for step, command in commands.items()]


def suite(steps: Steps, wanted: set[str], options: argparse.Namespace, rest: list[str], facts: dict[str, str]) -> None:
    """One run of pytest: both engines and the browser share its processes (tests/pool.py). Paths narrow it."""
    where = paths_in(rest) or ([BROWSER_TESTS] if wanted == {"browser"} else ["tests"])
    if "browser" not in wanted:
        where += [f"--ignore={BROWSER_TESTS}"]
    if wanted == {"postgres"}:
        facts = {**facts, "DATABASE_URL": facts["FAENA_TEST_POSTGRES"]}
    if is_whole(options, rest):
        facts = {**facts, "FAENA_TIMES": f"{facts['FAENA_VAR']}/times.json"}
    command = [str(PYTHON), "-m", "pytest", "-n", str(PROCESSES)]
    command += [*where, *(word for word in rest if word not in where), *(["-k", options.k] if options.k else [])]
    steps.suite("Tests", command, facts, may_be_empty=not is_whole(options, rest))


def demo() -> list[list[str]]:
    """A month of the demo shop and its jobs: everything holds afterwards."""
    manage = [str(PYTHON), "manage.py"]
    copied = [str(PYTHON), "-m", "tools.migrated", "copy"]
    return [copied, [str(PYTHON), "-m", "tools.start", "demo"], [*manage, "work", "--once"], [*manage, "fsck"]]


def paths_in(words: list[str]) -> list[str]:
    """Those that narrow a run of pytest; the others are its options."""
    return [word for word in words if Path(ROOT, word.split("::")[0]).exists() and not word.startswith("-")]


def test_facts(folder: Path, **more: str) -> dict[str, str]:
    """Python keeps what it compiles, whatever the machine says: else each of a hundred processes compiles it anew."""
    folder.mkdir()
    own = {"FAENA_VAR": str(folder), "FAENA_SECRET_KEY": "only-for-tests-" + "x" * 50, "PYTHONDONTWRITEBYTECODE": ""}
    return {**serving.bare_environment(), **own, **more}


# --- bench ----------------------------------------------------------------------------------------------


def bench(options: argparse.Namespace, _rest: list[str]) -> int:
    """How fast it is with many customers, beside the goals; 1 when one is missed."""
    for port in (options.port, options.port + 1):
        need_port("127.0.0.1", port, "bench")
    set_up(environment.RUN)
    return benchmark.bench(benchmark.wanted(options))


def walk(options: argparse.Namespace, _rest: list[str]) -> int:
    """Every command of docs/operations.md, in its order; 1 when one fails or does not do what the page says."""
    return walking.walk(keep=options.keep)


# --- sabotage -------------------------------------------------------------------------------------------


def defences(options: argparse.Namespace, _rest: list[str]) -> int:
    """Each grant, door, right, scope and guard off, alone; 1 when no test notices one of them."""
    set_up(environment.DEVELOPMENT)
    with tempfile.TemporaryDirectory(prefix="faena-sabotage-", ignore_cleanup_errors=True) as scratch:
        facts = test_facts(Path(scratch, "tests"))
        if options.races:
            with postgres.running() as url:
                return sabotage.races({**facts, "FAENA_TEST_POSTGRES": url})
        if options.list:
            return sabotage.names(facts, options.only)
        return sabotage.tried(facts, options.only, again=options.again)


# --- faults -------------------------------------------------------------------------------------------------


def faults(options: argparse.Namespace, _rest: list[str]) -> int:
    """What is lost or doubled when something breaks; in .venv, because it needs packages."""
    set_up(environment.DEVELOPMENT)
    words = [
        *(f"--only={name}" for name in options.only or ()),
        *([f"--engine={options.engine}"] if options.engine else []),
    ]
    return subprocess.run([str(PYTHON), "-m", "tools.faults.run", *words], cwd=ROOT, check=False).returncode


# --- load -----------------------------------------------------------------------------------------------


def load(options: argparse.Namespace, _rest: list[str]) -> int:
    """How long pages take while many work, and whether a write is lost; 1 when a goal is missed."""
    need_port("127.0.0.1", options.port, "load")
    set_up(environment.DEVELOPMENT)
    return crowd.load(options)


# --- messages and lock ----------------------------------------------------------------------------------


def messages(_options: argparse.Namespace, _rest: list[str]) -> None:
    """New texts of Python and templates into faena/locale/*/LC_MESSAGES/django.po."""
    environment.ensure(environment.RUN)
    tool("translations", "extract")


def lock(options: argparse.Namespace, _rest: list[str]) -> None:
    """Hashed locks without registry addresses, the same for every platform."""
    environment.ensure(environment.RUN)
    uv = shutil.which("uv") or str(fetched("uv") / "bin" / "uv")
    compile_ = [uv, "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"]
    compile_ += ["--no-emit-package", "docopt"]  # no wheel; only the command of num2words would use it
    newest = ["--upgrade"] if options.upgrade else []
    for name in ("requirements", "requirements-dev", "tools/node", "tools/postgres", "tools/uv"):
        same = ["--constraint", "requirements.txt"] if name == "requirements-dev" else []
        step(compile_ + newest + same + ["--no-header", f"{name}.in", "--output-file", f"{name}.txt"])
    npm = shutil.which("npm")
    if npm is None:
        raise SetupError("package-lock.json was left as it is: making it again needs npm on this machine.")
    step([npm, "update" if options.upgrade else "install", "--package-lock-only"])


# --- what they share ------------------------------------------------------------------------------------


def set_up(wanted: Path) -> None:
    """Environment, browser files, translations: each does nothing when nothing changed."""
    environment.ensure(wanted)
    tool("assets")
    tool("translations")


def tool(name: str, *words: str) -> None:
    """A tool that needs packages, in .venv."""
    step([str(PYTHON), "-m", f"tools.{name}", *words])


def step(command: list[str]) -> None:
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise SetupError("That did not work; the lines above say why.")


def read_env_file(path: Path) -> dict[str, str]:
    """NAME=value lines; # begins a comment line; quotes around a value are dropped."""
    if not path.exists():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip().removeprefix("export "): value.strip().strip("\"'") for name, _, value in pairs}


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dev.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(
        dest="command",
        required=True,
        metavar="run | serve | build | prepare | manage | test | bench | faults | load | sabotage | walk | …",
    )

    one = commands.add_parser("run", help="the demo on this machine")
    one.add_argument("--port", type=int, default=8000, help="where to listen (8000)")
    one.add_argument("--country", choices=DEMOS, default="ve", help="whose shop it is, Venezuela's or Brazil's (ve)")
    one.add_argument("--reset", action="store_true", help="throw the demo's data away and begin anew")
    one.set_defaults(do=run)

    one = commands.add_parser("serve", help="a real installation")
    one.add_argument("--host", default="127.0.0.1", help="where to listen (127.0.0.1: behind a proxy)")
    one.add_argument("--port", type=int, default=8000, help="where to listen (8000)")
    one.set_defaults(do=serve)

    commands.add_parser("prepare", help="set a real installation up, without serving").set_defaults(do=prepare)

    commands.add_parser("build", help="packages, browser files and translations alone").set_defaults(do=build)

    one = commands.add_parser("manage", help="a command in a real installation")
    one.add_argument("words", nargs=argparse.REMAINDER, metavar="COMMAND", help="of manage.py, with its options")
    one.set_defaults(do=manage)

    one = commands.add_parser("test", help="every check; further words go to pytest")
    one.add_argument("--quick", action="store_true", help="lint and the tests on SQLite")
    one.add_argument("--only", choices=["lint", "sqlite", "postgres", "browser"], help="just this part")
    one.add_argument("--changed", action="store_true", help="what the uncommitted change can reach, in a minute")
    one.add_argument("--times", action="store_true", help="tell in the end where the time went")
    one.add_argument("-k", metavar="WORDS", help="only tests whose names match, as pytest has it")
    one.set_defaults(do=test)

    one = commands.add_parser("bench", help="how fast it is with very many customers, beside the goals")
    one.add_argument("--quick", action="store_true", help="100,000 customers on SQLite, in five minutes")
    one.add_argument(
        "--size", type=int, metavar="N", help="so many customers, instead of 10,000, 100,000 and a million"
    )
    one.add_argument("--engine", choices=["sqlite", "postgres"], help="one of both")
    one.add_argument("--only", action="append", metavar="WORK", help="this one of the works, again for more")
    one.add_argument("--folder", type=Path, default=VAR / "bench", help="where the filled shops are kept (var/bench)")
    one.add_argument("--port", type=int, default=8100, help="where to listen, there and on the next (8100)")
    one.set_defaults(do=bench)

    one = commands.add_parser("walk", help="docs/operations.md, on a bare Debian, as root")
    one.add_argument("--keep", action="store_true", help="leave the Debian in var/walk, to look around")
    one.set_defaults(do=walk)

    one = commands.add_parser("sabotage", help="switch each defence off alone: a test has to notice")
    one.add_argument("--only", default="", metavar="NAME", help="those whose name has this in it")
    one.add_argument("--again", action="store_true", help="those that no test noticed in the last whole run")
    one.add_argument("--list", action="store_true", help="say their names")
    one.add_argument("--races", action="store_true", help="the long races of numbers and reversals, on both engines")
    one.set_defaults(do=defences)

    one = commands.add_parser("faults", help="what is lost or doubled when something breaks")
    one.add_argument("--only", action="append", metavar="FAULT", help="this one, again for more")
    one.add_argument("--engine", choices=["sqlite", "postgres"], help="one of both")
    one.set_defaults(do=faults)

    one = commands.add_parser("load", help="how long pages take while many work, and whether a write is lost")
    one.add_argument("--users", type=int, default=200, help="so many people (200)")
    one.add_argument("--minutes", type=float, default=10, help="for so long, once all of them came in (10)")
    one.add_argument("--engine", choices=["sqlite", "postgres"], help="one of both")
    one.add_argument("--size", type=int, default=10_000, metavar="N", help="so many customers (10,000)")
    one.add_argument("--folder", type=Path, default=VAR / "bench", help="where the filled shops are kept (var/bench)")
    one.add_argument("--port", type=int, default=8100, help="where to listen (8100)")
    one.set_defaults(do=load)

    commands.add_parser("messages", help="bring new texts into the .po files").set_defaults(do=messages)

    one = commands.add_parser("lock", help="make the lock files again")
    one.add_argument("--upgrade", action="store_true", help="take the newest versions")
    one.set_defaults(do=lock)
    return parser


if __name__ == "__main__":
    sys.exit(main())
