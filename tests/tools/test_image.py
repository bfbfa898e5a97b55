"""Dockerfile and compose.yaml say what the program's own tools and pages say."""

import json
import re
import shlex
import sys

import yaml

from tools import ROOT, documented, serving

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
OURS = ("prepare", "web", "worker")


def test_the_image_starts_the_web_server_as_the_service_does():
    (command,) = (json.loads(line[4:]) for line in DOCKERFILE.splitlines() if line.startswith("CMD "))
    expected = ["python", *serving.web_server("0.0.0.0", 8000, "--respawn-failed-workers")[1:]]
    without = [word for word in expected if word not in ("--workers-kill-timeout", "5")]
    assert sorted(command) == sorted(without)


def test_both_stages_have_the_python_of_the_locks():
    bases = set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.M))
    assert bases == {"python:3.11-slim-bookworm"}
    assert sys.version_info[:2] >= (3, 11)


def test_the_parts_of_compose_are_those_of_the_page():
    scaled = [block.text for block in documented.blocks() if block.section == "Scale"]
    works = next(
        re.search(r"ExecStart=\S+python (manage.py work)$", text, re.M) for text in scaled if "worker %i" in text
    )
    assert SERVICES["worker"]["command"] == ["python", *shlex.split(works[1])]
    assert SERVICES["prepare"]["command"] == ["python", "-m", "tools.start", "shop"]
    assert SERVICES["web"]["deploy"] == {"replicas": 2}
    assert "command" not in SERVICES["web"]
    assert [SERVICES[name]["env_file"] for name in OURS] == [".env"] * 3


def test_every_variable_is_explained():
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    used = set(re.findall(r"\$\{(\w+)", text)) | set(SERVICES["web"]["environment"])
    explained = "".join(path.read_text(encoding="utf-8") for path in (ROOT / ".env.example", documented.OPERATIONS))
    assert {name for name in used if f"{name}=" not in explained} == set()


def test_nothing_that_an_installation_keeps_gets_into_the_image():
    left_out = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {".env", "var", ".git"} <= set(left_out)
    assert f"FAENA_VAR={SERVICES['web']['environment']['FAENA_VAR']}" in DOCKERFILE
