"""The script that every page brings: all modules in it, each in a scope of its own, and nothing half understood."""

import pytest

from tools import SetupError, scripts


def written(folder, **modules):
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text)
    return folder


def joined(folder):
    target = folder / "ui.out"
    scripts.join(target, folder)
    return target.read_text()


def test_what_is_imported_comes_first_and_keeps_its_scope(tmp_path):
    script = joined(
        written(
            tmp_path,
            app='// What it does.\nimport { one, two } from "./keys.js";\n\nconst here = 1;\none(two);\n',
            keys="const here = 2;\n\nexport function one() {\n  // why\n  return here; // two\n}\n\n"
            "export async function two() {}\n",
        )
    )

    assert script == (
        "const keys = (() => {\nconst here = 2;\nfunction one() {\nreturn here; // two\n}\n"
        "async function two() {}\nreturn { one, two };\n})();\n"
        "const app = (() => {\nconst { one, two } = keys;\nconst here = 1;\none(two);\n})();\n"
    )


@pytest.mark.parametrize(
    "line",
    [
        "export const one = 1;",
        "export default one;",
        'import * as keys from "./keys.js";',
        'import "./keys.js";',
        'const keys = await import("./keys.js");',
    ],
)
def test_what_it_does_not_know_it_refuses(line, tmp_path):
    with pytest.raises(SetupError, match=r"app\.js "):
        joined(written(tmp_path, app=f"{line}\n", keys=""))


def test_a_circle_is_refused(tmp_path):
    circle = 'import { one } from "./{}.js";\n'

    with pytest.raises(SetupError, match="one another"):
        joined(written(tmp_path, app=circle.replace("{}", "keys"), keys=circle.replace("{}", "app")))


def test_every_module_is_joined():
    firsts = (scripts.FIRST, scripts.LATER)
    joined = {name for first in firsts for name in scripts.in_order(first, scripts.SCRIPTS)}

    assert joined == {path.stem for path in scripts.SCRIPTS.glob("*.js")}
