"""House rules that can be checked: layers, settings, sizes, types, words, requirements. Each says what to do."""

import ast
import inspect
import re
import textwrap
import tomllib
from collections.abc import Callable
from functools import cache
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path
from pkgutil import resolve_name
from types import FunctionType
from typing import Any, get_args

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import resolve
from jinja2 import Environment

from faena.journal.sentences import FIELDS, SENTENCES
from faena.lib.errors import CODES
from tests.routes import routes
from tools import translations

ROOT = Path(__file__).resolve().parent.parent
SOURCE = [ROOT / "faena", ROOT / "config"]
LONGEST = 600

# The rows of docs/requirements.md that are built; each is named in the docstring of a test that shows it.
BUILT = [f"W{row}" for row in range(1, 37)] + [f"C{row}" for row in range(1, 20)]


def files(*endings: str, under: list[Path] | None = None) -> list[Path]:
    found = (path for folder in under or SOURCE for ending in endings for path in folder.rglob(f"*{ending}"))
    return sorted(path for path in found if "__pycache__" not in path.parts)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# --- which way imports point --------------------------------------------------------------------------------


def layers() -> list[list[str]]:
    """Of pyproject.toml, highest first; a room that is still to come stands in parentheses there."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    rows = next(contract["layers"] for contract in contracts if contract.get("id") == "rooms")
    return [[room.strip(" ()") for room in row.split("|")] for row in rows]


def test_the_plan_of_the_house_says_what_the_tools_hold():
    plan = (ROOT / "docs" / "architecture.md").read_text()
    blocks = [block.split() for block in re.findall(r"```\w*\n(.*?)```", plan, re.S)]
    drawn = next((block for block in blocks if block[:1] == ["config"] and block[-1:] == ["lib"]), None)

    assert drawn is not None, "docs/architecture.md has no block of layers from config down to lib."
    rows = [row.split("|") for row in " ".join(drawn[1:]).replace(" | ", "|").split()]
    assert [[room.strip("()") for room in row] for row in rows] == layers()


def test_the_plan_names_the_tables_and_files_that_there_are():
    plan = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \|.*\| ([^|]+) \|$", plan, re.MULTILINE))
    told = {room: set(re.findall(r"\w+", rows.get(room, "").replace("–", ""))) for room in settings.ROOMS}

    assert told == {
        room: {model.__name__ for model in apps.get_app_config(room).get_models()} for room in settings.ROOMS
    }
    guide = (ROOT / "docs" / "development.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:\w+/)+(?:[\w-]+\.\w+)?)`", plan + guide)
    assert len(named) > 60
    places = [ROOT, ROOT / "faena", *(ROOT / "faena").glob("*/templates"), *(ROOT / "faena").glob("*")]
    assert [name for name in named if not any((top / name).exists() for top in places)] == []


def test_a_way_through_the_house_is_drawn_by_functions_that_there_are():
    """docs/architecture.md: eight functions of four rooms at most; whoever renames one draws it anew."""
    plan = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    ways = {
        title: re.findall(r"^\d\. `([\w.]+)`", text, re.M) for title, text in re.findall(SECTION, plan, re.S | re.M)
    }

    drawn = {title: steps for title, steps in ways.items() if title.startswith("The way of")}
    assert drawn
    for title, steps in drawn.items():
        assert 1 < len(steps) <= 8, title
        assert len({step.partition(".")[0] for step in steps}) <= 4, title
        assert [step for step in steps if not resolve_name(f"faena.{step}")] == [], title


SECTION = r"^## ([^\n]+)\n(.*?)(?=^## |\Z)"


def test_every_room_stands_in_the_layers():
    rooms = {path.parent.name for path in (ROOT / "faena").glob("*/__init__.py")}

    assert rooms <= {room for row in layers() for room in row}
    assert rooms == set(settings.ROOMS)


def test_no_foreign_key_points_up_or_sideways():
    """The only one that may is the user."""
    height = {room: place for place, row in enumerate(layers()) for room in row}
    wrong = [
        f"{field.model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in height
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model._meta.app_label in height
        if field.related_model is not apps.get_model(settings.AUTH_USER_MODEL)
        if height[field.related_model._meta.app_label] < height[model._meta.app_label]
        or (
            height[field.related_model._meta.app_label] == height[model._meta.app_label]
            and field.related_model._meta.app_label != model._meta.app_label
        )
    ]

    assert wrong == []


# --- settings and sizes -------------------------------------------------------------------------------------


def test_the_example_of_the_environment_names_what_is_read():
    read = set()
    for path in files(".py", under=[ROOT / "config"]):
        read |= set(re.findall(r"""env\.\w+\(\s*["']([A-Z_]+)["']""", path.read_text()))
    named = set(re.findall(r"^#?\s?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))

    assert named == read


def test_no_file_is_longer_than_anybody_reads():
    lengths = {
        name(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in files(".py", ".html", ".js", ".css", ".typ", under=[*SOURCE, ROOT / "tests", ROOT / "tools"])
    }

    assert {path: lines for path, lines in lengths.items() if lines > LONGEST} == {}


MOST_LINES_OF_A_VIEW = 15


def lines_of(function: FunctionType) -> int:
    """Of its body, without the docstring."""
    (node,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    assert isinstance(node, ast.FunctionDef)
    body = node.body[ast.get_docstring(node) is not None :]
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_a_view_has_at_most_15_lines():
    """It parses, calls one action and answers. What it prepares belongs into a form's method, a queryset, an action, or
    a small function whose name says what the page shows."""
    views = {inspect.unwrap(route.view) for route in routes() if route.door}
    lengths = {f"{view.__module__}.{view.__name__}": lines_of(view) for view in views if isinstance(view, FunctionType)}
    longer = [view for view, lines in lengths.items() if lines > MOST_LINES_OF_A_VIEW and view.startswith("faena.")]

    assert len(lengths) > 140
    assert longer == []


def test_every_file_of_the_program_says_what_it_is_for():
    silent = [
        name(path)
        for path in files(".py")
        if "migrations" not in path.parts
        and path.name not in {"apps.py", "__init__.py", "urls.py"}
        and ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) is None
        and path.read_text().strip()
    ]

    assert silent == [], "These begin without a sentence that says what they are for."


# --- types ----------------------------------------------------------------------------------------------------


def has_any(annotation: object) -> bool:
    """Whether `Any` stands somewhere in a type, under the name of another one too."""
    if isinstance(annotation, str):  # in quotes, as what is no generic class before the type checker reads it
        return bool(re.search(r"\bAny\b", annotation))
    parts = (piece for part in get_args(annotation) for piece in (part if isinstance(part, list) else [part]))
    return annotation is Any or any(map(has_any, parts))


def actions_in(path: Path) -> list[FunctionType]:
    """The functions under `@action`, as they were written."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and any(ast.unparse(one) == "action" for one in node.decorator_list)
    ]
    module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts)) if names else None
    return [inspect.unwrap(getattr(module, one)) for one in names]


def test_an_action_says_what_it_takes_and_gives():
    """`Any` in a signature lets every caller pass: name the model, a Protocol, a union or a TypeVar."""
    loose = [
        f"{name(path)}: {action.__name__}({what})"
        for path in files(".py", under=[ROOT / "faena"])
        for action in actions_in(path)
        for what, annotation in action.__annotations__.items()
        if has_any(annotation)
    ]

    assert loose == []


def facts_of(room: str) -> set[str]:
    """What a refusal of the room can be about: parameters of its actions, fields of its dataclasses and models."""
    found = {
        field.name
        for model in apps.get_models()
        if f"faena.{room}." in model.__module__
        for field in model._meta.fields
    }
    for path in files(".py", under=[ROOT / "faena" / room]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            dressed = {ast.unparse(one).partition("(")[0] for one in getattr(node, "decorator_list", [])}
            if isinstance(node, ast.FunctionDef) and "action" in dressed:
                found |= {one.arg for one in (*node.args.args, *node.args.kwonlyargs)}
            elif isinstance(node, ast.ClassDef) and "dataclass" in dressed:
                found |= {ast.unparse(one.target) for one in node.body if isinstance(one, ast.AnnAssign)}
    return found


def argument(call: ast.Call, place: int, keyword: str) -> ast.expr | None:
    named = [one.value for one in call.keywords if one.arg == keyword]
    return named[0] if named else call.args[place] if len(call.args) > place else None


def paths_in(at: ast.expr | None) -> list[str]:
    """The words of a path that are written out; what is handed on was written by somebody else."""
    match at:
        case ast.Constant(value=str(path)):
            return [path]
        case ast.JoinedStr(values=[ast.Constant(value=str(path)), *_rest]):
            return [path]
        case ast.IfExp(body=one, orelse=other):
            return paths_in(one) + paths_in(other)
    return []


def refusals(path: Path) -> list[tuple[ast.Call, ast.expr | None, ast.expr | None]]:
    """(call, at, code) of each RuleBroken, and of the sentences of constraints."""
    broken = [(call, argument(call, 1, "at"), argument(call, 2, "code")) for call in calls(path, "RuleBroken")]
    said = [(call, argument(call, 2, "at"), argument(call, 3, "code")) for call in calls(path, "says")]
    return broken + said


@pytest.mark.parametrize("room", [room for row in layers() for room in row if room not in ("config", "lib", "ui")])
def test_a_refusal_names_a_fact_of_its_action(room):
    """`RuleBroken(sentence, at)`: what the action itself was given (`reason`, `customer.phone`), never the field of a
    form: that one says which of its fields stands beside it (`FaenaForm.beside`)."""
    known = facts_of(room)
    strange = [
        f"{name(path)}:{call.lineno}: {at}"
        for path in files(".py", under=[ROOT / "faena" / room])
        if "views" not in name(path)  # a page that refuses by itself knows its form
        for call, said_at, _code in refusals(path)
        for at in paths_in(said_at)
        if at and at.partition(".")[0] not in known
    ]

    assert strange == []


def test_every_code_of_a_refusal_is_explained_and_used():
    """lib/errors.py says what each means: programs tell refusals apart by them."""
    used = {
        code
        for path in files(".py", under=[ROOT / "faena"])
        for _call, _at, said_code in refusals(path)
        for code in paths_in(said_code)
    }
    elsewhere = {
        "rule",
        "asks",
        "stale",
        "required",
        "too-long",
        "not-offered",
        "out-of-range",
    }  # lib/errors, lib/limits

    assert used - set(CODES) == set()
    assert set(CODES) - used - elsewhere == set()


def test_a_manager_has_its_own_type():
    """`objects: Any` hides each query from mypy: write `objects = ThingQuerySet.as_manager()`, and where it replaces
    that of an abstract model `objects: ClassVar = …`."""
    hidden = [
        f"{name(path)}:{node.lineno}"
        for path in files(".py", under=[ROOT / "faena"])
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "objects"
        if has_any(ast.unparse(node.annotation))
    ]

    assert hidden == []


def test_any_is_found_wherever_it_stands():
    assert all(
        map(has_any, [Any, "Sequence[Any]", dict[str, Any], Callable[[Any], None], list[int | list[Any]] | None])
    )
    assert not any(map(has_any, [None, "Many", dict[str, object], Callable[[int], None], list[int] | None]))


# --- words ----------------------------------------------------------------------------------------------------


def calls(path: Path, *functions: str) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and (getattr(node.func, "id", None) in functions or getattr(node.func, "attr", None) in functions)
    ]


def test_every_verb_has_a_sentence_and_every_sentence_is_used():
    """journal/sentences.py and the actions speak of the same events."""
    words: set[str] = set()
    recorded: set[str] = set()
    for path in files(".py", under=[ROOT / "faena"]):
        if path.name == "sentences.py":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        words |= {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        for call in calls(path, "record", "_record"):
            if call.args and isinstance(call.args[0], ast.Constant):
                recorded.add(call.args[0].value)

    assert {verb for verb in recorded if isinstance(verb, str) and "." in verb} - set(SENTENCES) == set()
    assert set(SENTENCES) - words == set(), "Nothing records these: take their sentences away."


def test_every_field_that_changes_has_a_label():
    assert all(str(label) for label in FIELDS.values())


def test_every_text_is_translated():
    """Spanish and Portuguese are whole: none missing, none doubtful, equal to the English only where listed."""
    assert translations.missing() == []


# What a template may say without a translation: names, signs, units, and what is the same everywhere.
NO_WORDS = re.compile(
    r"Faena|WhatsApp|QR|PDF|Enter|Ctrl|Esc|https?://\S+|[a-z]+@[a-z.]+|&\w+;|\b[a-z]\b|\b(?:px|mm|kB|MB|UTC)\b|OS-\d+"
)
SPOKEN = ("alt", "aria-label", "aria-description", "placeholder", "title", "label", "content", "data-\\w*text")


def spoken(template: str) -> str:
    """The words that a reader would see or hear, without tags, expressions and comments."""
    template = re.sub(r"{#.*?#}", "", template, flags=re.S)
    template = re.sub(r"{%-?\s*trans\b.*?endtrans\s*-?%}", "", template, flags=re.S)
    template = re.sub(r"{%-?\s*block \w*class\b.*?endblock\s*-?%}", "", template, flags=re.S)
    template = re.sub(r"{[{%].*?[}%]}", "", template, flags=re.S)
    template = re.sub(r"<!--.*?-->|<(script|style)\b.*?</\1>|<!doctype[^>]*>", "", template, flags=re.S | re.I)
    attributes = re.findall(rf'\b(?:{"|".join(SPOKEN)})="([^"]*)"', template)
    attributes = [value for value in attributes if not re.fullmatch(r"[\w=, /#;:.%*-]*", value)]
    return NO_WORDS.sub(" ", " ".join([re.sub(r"<[^>]*>", " ", template), *attributes]))


def test_a_template_says_nothing_without_gettext():
    """Else it would read English in every language: wrap the words in _() or {% trans %}."""
    bare = {
        name(path): words
        for path in files(".html", ".txt", under=[ROOT / "faena"])
        if "templates" in path.parts
        if (words := re.findall(r"[^\W\d_]{2,}", spoken(path.read_text(encoding="utf-8"))))
    }

    assert bare == {}


def test_a_script_has_no_texts_of_its_own():
    """Scripts take their words from data- attributes that templates render."""
    sentence = re.compile(
        r"""(["'`])([A-ZÁÉÍÓÚ][a-záéíóúñç]+(?: [^"'`]*)?|[a-záéíóúñç]+(?: [a-záéíóúñç]+){2,}[.!?…]?)\1"""
    )
    for path in files(".js", under=[ROOT / "faena"]):
        code = re.sub(r"/\*.*?\*/|^\s*//.*$|\s//\s.*$", "", path.read_text(encoding="utf-8"), flags=re.S | re.M)
        said = [found[1] for found in sentence.findall(code) if found[1] not in KEYS and not CODE.search(found[1])]
        assert said == [], f"{name(path)} says this itself."


KEYS = {
    "Enter",
    "Escape",
    "Tab",
    "Home",
    "End",
    "Backspace",
    "Delete",
    "Content-Type",
    "Shift",
    "Control",
    "Meta",
    "Alt",
}
CODE = re.compile(r"^Arrow\w+$|[>\[\]#={}();]|^[A-Z]\w+-[A-Z]")


def test_the_lint_of_templates_sees_what_it_should():
    assert spoken('<p title="Press me now!">Hello {{ name }}</p>').split() == ["Hello", "Press", "me", "now!"]
    assert not spoken('{# Hello #}<p class="big">{{ _("Hello") }} {% trans %}Hello{% endtrans %}</p>').split()


def test_every_template_parses():
    environment = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
    for path in files(".html", under=[ROOT / "faena"]):
        environment.parse(path.read_text(encoding="utf-8"))


def test_no_template_marks_text_as_safe():
    """Everything is escaped: what people typed never becomes markup."""
    loose = [
        name(path) for path in files(".html", under=[ROOT / "faena"]) if re.search(r"\|\s*safe\b", path.read_text())
    ]

    assert loose == []


def test_no_template_asks_for_a_permission():
    """A page's door is asked with `can.open(…)`; what depends on the state of a thing besides is an offer of its room.
    A file is its list asked otherwise, so it has no door."""
    asks = re.compile(r"can\.has\((?!\"list\.export\"\))")
    with_state = re.compile(r"\b(and|or|not)\s+can\.open\(|can\.open\((?:[^()]|\([^()]*\))*\)\s+(and|or|if)\b")
    loose = [
        f"{name(path)}: {line.strip()}"
        for path in files(".html", under=[ROOT / "faena"])
        for line in path.read_text(encoding="utf-8").splitlines()
        if asks.search(line) or with_state.search(line)
    ]

    assert loose == [], "Ask can.open(route), or the offers of the thing (gate/offers.py)."


# --- requirements -----------------------------------------------------------------------------------------------


@cache
def docstrings_of_tests() -> str:
    """The docstrings of all tests and of their files."""
    features = []
    for path in files(".py", under=[ROOT / "tests"]):
        if path.name != "test_house.py":
            nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            features += [
                ast.get_docstring(node) or "" for node in nodes if isinstance(node, ast.Module | ast.FunctionDef)
            ]
    return "\n".join(features)


@pytest.mark.parametrize("row", BUILT)
def test_every_row_that_is_built_is_shown_by_a_test(row):
    assert re.search(rf"\b{row}\b", docstrings_of_tests()), f"No test names {row} in its docstring."


def test_the_list_of_features_names_pages_and_tests_that_exist():
    """docs/features.md: each row that is built, with a page of ours and tests that show it."""
    rows = [line.strip("|").split("|") for line in (ROOT / "docs" / "features.md").read_text().splitlines()]
    features = {row[0].strip(): row for row in rows if len(row) == 4 and re.fullmatch(r"[WCB]\d+", row[0].strip())}
    assert set(BUILT) <= set(features)
    for name_, (_row, _what, pages, shown_by) in features.items():
        tests = re.findall(r"`([^`]+\.py)`", shown_by)
        assert tests, name_
        assert [one for one in tests if not (ROOT / "tests" / one).exists()] == [], name_
        for page in re.findall(r"`(/[^`]*)`", pages):
            resolve(page.partition("?")[0].replace("/N/", "/1/").replace("/N/", "/1/").replace("token", "x"))


EXPLAINED = ("faena", "config", "tools", "tests", "docs")
EXPLAINS_ITSELF = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
ELSEWHERE = re.compile(r"§ ?\d+|\b[TFS]\d{1,2}\b|\b[Ii]ssues? #?\d+|\bSPEC\b")


@cache
def said() -> dict[str, str]:
    """What comments, docstrings and documents say, by file. Texts and values of the program are not among it: a phone
    may be called by a letter and a number."""
    found = {}
    for path in files(".py", ".html", ".js", ".css", ".typ", ".md", under=[ROOT / folder for folder in EXPLAINED]):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            nodes = (node for node in ast.walk(ast.parse(text)) if isinstance(node, EXPLAINS_ITSELF))
            parts = [ast.get_docstring(node) or "" for node in nodes] + re.findall(r"(?:^|\s)(# .*)$", text, re.M)
        elif path.suffix == ".html":
            parts = re.findall(r"{#.*?#}|<!--.*?-->", text, re.S)
        else:
            parts = [text]
        found[name(path)] = "\n".join(parts)
    return found


def test_nothing_refers_to_what_nobody_here_can_read():
    """Numbers of sections, threats, faults or issues lead out of the project."""
    lost = {path: numbers for path, text in said().items() if (numbers := ELSEWHERE.findall(text))}

    assert lost == {}, "Say the rule itself in a few words; or name a row of docs/requirements.md or a file of ours."


def test_a_reference_is_told_from_other_numbers():
    found = ["§4", "§ 5", "T13", "F1", "issue 6", "Issue #12", "SPEC"]
    assert ELSEWHERE.findall(f"W1: {', '.join(found)}: A4, W27, UTF8, S3X, issues of 2026-11, FAENA_T1.") == found


def test_every_requirement_that_is_named_is_explained():
    explained = set()
    for row in re.findall(r"^\| ([WCB]\d[^|]*) \|", said()["docs/requirements.md"], re.M):
        for kind, first, last in re.findall(r"([WCB])(\d+)(?:–[WCB](\d+))?", row):
            explained |= {f"{kind}{number}" for number in range(int(first), int(last or first) + 1)}
    unknown = {
        path: ids for path, text in said().items() if (ids := set(re.findall(r"\b[WCB]\d{1,2}\b", text)) - explained)
    }

    assert set(BUILT) <= explained
    assert unknown == {}, "docs/requirements.md does not explain these: write a row there, or name another one."


def test_no_two_files_import_each_other():
    """Not even for types: whoever reads one of them would have to read both."""
    TopologicalSorter({name: imported_by(path) for name, path in modules().items()}).prepare()  # else a CycleError


def test_actions_stand_in_actions():
    """What changes something is found where one looks for it."""
    dressed = re.compile(r"^@action$", re.MULTILINE)
    elsewhere = {"faena.journal.unit_of_work", "faena.upkeep.demo.shop"}  # where it is defined; a shop that is made up

    found = {name for name, path in modules().items() if dressed.search(path.read_text(encoding="utf-8"))}
    assert sorted(name for name in found - elsewhere if ".actions" not in name) == []


LISTS = re.compile(r"/lists(\.py|/)|/catalogues\.py$|^faena/ui/|^faena/company/catalogue/listing\.py$")


def test_lists_are_declared_in_lists():
    """Columns, filters and sorts stand once, in the room's lists.py (a small catalogue's in catalogues.py): page and
    file read them there, and so does whoever shows the same rows elsewhere."""
    parts = ("Listing", "Column", "Sort", "Choice", "DayFilter")
    elsewhere = [
        f"{name(path)}:{call.lineno}"
        for path in files(".py", under=[ROOT / "faena"])
        if not LISTS.search(name(path))
        for call in calls(path, *parts)
    ]
    spelt = [
        name(path)
        for path in files(".html", under=[ROOT / "faena"])
        if re.search(r"list_table\(\s*\[|<table class=\"list\"", path.read_text(encoding="utf-8"))
    ]

    assert elsewhere == []
    assert spelt == ["faena/ui/templates/ui/_lists.html"], (
        "A page takes its columns: kit.list_table(listing.columns, …)."
    )


@cache
def modules():
    found = {}
    for path in (ROOT / "faena").rglob("*.py"):
        if "migrations" not in path.parts:
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts).removesuffix(".__init__")] = path
    return found


def imported_by(path):
    known, found = modules(), set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module in known:
            names = {f"{node.module}.{one.name}" for one in node.names}
            found |= (names & known.keys()) or {node.module}
    return found
