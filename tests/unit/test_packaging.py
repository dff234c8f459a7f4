"""The files that install the course agree: pyproject.toml, environment.yml, constraints.txt, Makefile, CI.

Knows their text alone: nothing is installed, built or run here.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
CI = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
EXTRAS = PROJECT["optional-dependencies"]

# Where conda-forge's name is not PyPI's: its `matplotlib` brings a desktop toolkit along.
CONDA_NAMES = {"matplotlib-base": "matplotlib"}
PYTHONS = ("3.11", "3.12", "3.13")
PLATFORMS = {
    "linux": {"sys_platform": "linux", "os_name": "posix"},
    "macos": {"sys_platform": "darwin", "os_name": "posix"},
    "windows": {"sys_platform": "win32", "os_name": "nt"},
}


def bounds(requirements: list[Requirement]) -> dict[str, SpecifierSet]:
    """Name → the versions allowed."""
    return {canonicalize_name(requirement.name): requirement.specifier for requirement in requirements}


def conda_requirements() -> list[Requirement]:
    """What environment.yml asks of conda-forge, under PyPI's names."""
    wanted = [Requirement(line) for line in ENVIRONMENT["dependencies"] if isinstance(line, str)]
    for requirement in wanted:
        requirement.name = CONDA_NAMES.get(requirement.name, requirement.name)
    return wanted


def constraint_lines() -> list[str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def pinned(python: str, platform: str) -> dict[str, list[Version]]:
    """Name → the versions constraints.txt fixes there; more than one is a contradiction."""
    where = {"python_version": python, "python_full_version": f"{python}.0", **PLATFORMS[platform]}
    versions: dict[str, list[Version]] = {}
    for requirement in map(Requirement, constraint_lines()):
        if requirement.marker is None or requirement.marker.evaluate(where):
            (pin,) = requirement.specifier
            versions.setdefault(canonicalize_name(requirement.name), []).append(Version(pin.version))
    return versions


def test_conda_and_pip_install_the_same_packages_with_the_same_bounds():
    conda = bounds(conda_requirements())
    assert conda.pop("python") == SpecifierSet(PROJECT["requires-python"])
    assert conda.pop("pip") == SpecifierSet()
    assert conda == bounds([Requirement(line) for line in PROJECT["dependencies"]])


def test_conda_installs_the_checkout_and_nothing_else_by_pip():
    by_pip = [entry["pip"] for entry in ENVIRONMENT["dependencies"] if isinstance(entry, dict)]
    assert by_pip == [["-e ."]]
    assert ENVIRONMENT["channels"][0] == "conda-forge"


def test_the_workflow_tries_every_python_the_course_allows():
    allowed = SpecifierSet(PROJECT["requires-python"])
    assert [minor for minor in range(30) if allowed.contains(f"3.{minor}.0")] == [11, 12, 13]
    workflow = yaml.safe_load((ROOT / ".github/workflows/checks.yml").read_text(encoding="utf-8"))
    assert tuple(workflow["jobs"]["everything"]["strategy"]["matrix"]["python"]) == PYTHONS


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("python", PYTHONS)
def test_constraints_fix_one_allowed_version_of_every_dependency(python, platform):
    versions = pinned(python, platform)
    wanted = bounds([Requirement(line) for line in PROJECT["dependencies"] + EXTRAS["grading"] + EXTRAS["dev"]])
    wanted.pop(canonicalize_name(PROJECT["name"]))  # the extras of the project itself
    for name, allowed in wanted.items():
        assert name in versions, f"{name} is not in constraints.txt"
        (version,) = versions[name]
        assert allowed.contains(version), f"{name} is fixed at {version}, pyproject.toml wants {allowed}"
    contradicted = {name: found for name, found in versions.items() if len(found) > 1}
    assert not contradicted


def test_constraints_hold_exact_versions_and_no_addresses():
    for line in constraint_lines():
        assert re.match(r"[A-Za-z0-9._-]+==[0-9][0-9a-z.]*( ; .+)?$", line), line
        requirement = Requirement(line)
        assert requirement.url is None and not requirement.extras


def test_constraints_leave_the_build_of_pytorch_to_the_machine():
    names = {canonicalize_name(Requirement(line).name) for line in constraint_lines()}
    assert not {name for name in names if name == "torch" or name.startswith(("nvidia-", "cuda-"))}


def test_every_dependency_has_a_lower_bound():
    lines = PROJECT["dependencies"] + [line for extra in EXTRAS.values() for line in extra]
    for requirement in map(Requirement, lines):
        if requirement.name != PROJECT["name"]:
            assert [bound.operator for bound in requirement.specifier] == [">="], str(requirement)


def test_the_package_holds_every_module_folder_of_the_course_and_only_those():
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = wheel["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert sorted(packages) == ["autograder", "utils"]
    assert all((ROOT / package / "__init__.py").is_file() for package in packages)


@pytest.mark.parametrize("command", ["venv", "lab", "grade", "test", "release"])
def test_make_offers_the_command_builds_the_environment_first_and_explains_it(command):
    assert re.search(rf"^{command}: \.venv/\.built ## \S", MAKEFILE, flags=re.MULTILINE)
    (phony,) = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, flags=re.MULTILINE)
    assert command in phony.split()


@pytest.mark.parametrize(("browser", "said"), [("", True), ("true", False)])
def test_make_lab_says_where_to_look_when_no_browser_can_be_opened(browser, said):
    (recipe,) = re.findall(r"^lab: .*\n\t@(.*)$", MAKEFILE, flags=re.MULTILINE)
    line = recipe.replace("$(VENV_PYTHON)", sys.executable)
    env = {"PATH": "/nowhere"} | ({"BROWSER": browser} if browser else {})
    shown = subprocess.run(["/bin/sh", "-c", line], env=env, capture_output=True, text=True, check=True).stdout
    assert ("the last address that begins with http://" in shown) is said


def test_make_and_the_package_accept_the_same_pythons():
    (low, high) = re.findall(r"\((3, \d+)\) <= sys.version_info\[:2\] < \((3, \d+)\)", MAKEFILE)[0]
    said = ">={},<{}".format(*(bound.replace(", ", ".") for bound in (low, high)))
    assert SpecifierSet(said) == SpecifierSet(PROJECT["requires-python"])


@pytest.mark.parametrize("private", ["/classroom/", ".venv/", "__pycache__/", ".ipynb_checkpoints/"])
def test_git_ignores_what_is_private_or_derived(private):
    assert private in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_the_licence_of_the_package_names_the_files_that_are_there():
    assert PROJECT["license"] == "BSD-3-Clause AND CC-BY-4.0"
    first_lines = {name: (ROOT / name).read_text(encoding="utf-8") for name in PROJECT["license-files"]}
    assert "BSD 3-Clause" in first_lines["LICENSE"]
    assert "CC BY 4.0" in first_lines["LICENSE-content.md"]


def test_what_is_asked_before_a_commit_ci_asks_too_and_nothing_of_it_is_downloaded():
    (local,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert local["repo"] == "local"
    for hook in local["hooks"]:
        program, *tool = hook["entry"].removesuffix(" --force-exclude").split(" -m ")
        assert program == ".venv/bin/python" and f"{program} -m {tool[0]}" in CI, hook["id"]


def test_every_file_that_ci_names_is_there() -> None:
    # pytest ends with "file not found" before a single test when a test file was moved.
    named = re.findall(r"\btests/[\w./-]+", CI)
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_no_file_names_the_address_of_a_registry() -> None:
    # Where packages come from is the affair of each machine's pip and conda.
    patterns = (
        "solutions/*.py",
        "notebooks/*.ipynb",
        "docs/*.md",
        "*.md",
        "*.txt",
        "*.yml",
        "*.toml",
        "Makefile",
        ".ci/run",
    )
    files = [path for pattern in patterns for path in ROOT.glob(pattern)]
    assert len(files) > 30
    # As options of pip, and as the addresses that they take.
    options, folders = ("index-" + "url", "find-" + "links"), ("simple", "whl")
    address = re.compile(f"{'|'.join(options)}|https?://\\S*/(?:{'|'.join(folders)})\\b")
    assert address.search("pip install --index-" + "url x") and address.search(
        "http:" + "//packages.example/simple/numpy"
    )
    assert [path.name for path in files if address.search(path.read_text(encoding="utf-8"))] == []
