"""Rooms stay small and explain themselves: a README of at most a page in each, no giant files, no file that
no target builds, sources listed by name."""

import re

import kit
import lint_layers

PAGE = 60
# What a reader can hold: the aim is half of this (docs/decisions/0001-build-and-lint.md).
LIMITS = {".hpp": 220, ".cpp": 450, ".py": 350, ".js": 350, ".mjs": 350, ".txt": None, ".cmake": 150}
TEST_LIMIT = 700
TEST_ROOMS = ("unit", "contract", "transcripts", "system", "fault", "fuzz", "bench", "lint", "support")


def lines_of(root, name):
    return kit.text(root, name).count("\n")


def check_readmes(root, names):
    rooms = [room for room in lint_layers.ARROWS if room != "tests"] + [f"tests/{room}" for room in TEST_ROOMS] + ["tests"]
    for room in rooms:
        here = [name for name in names if name.startswith(room + "/")]
        if not here:
            continue
        readme = f"{room}/README.md"
        if readme not in names:
            yield f"{readme}: missing: what the room promises, its files, who may include it"
        elif lines_of(root, readme) > PAGE:
            yield f"{readme}: {lines_of(root, readme)} lines; a page is {PAGE}"


def check_sizes(root, names):
    for name in names:
        suffix = "." + name.rpartition(".")[2]
        limit = LIMITS.get(suffix)
        if limit and name.startswith("tests/"):
            limit = max(limit, TEST_LIMIT)
        if limit and lines_of(root, name) > limit:
            yield f"{name}: {lines_of(root, name)} lines; over {limit} it is two files"


def check_built(root, names):
    build_files = {name: re.sub(r"#[^\n]*", "", kit.text(root, name)) for name in names if name.endswith("CMakeLists.txt")}
    for name, source in build_files.items():
        if re.search(r"\bGLOB(?:_RECURSE)?\b", source):
            yield f"{name}: sources are listed by name, not by GLOB"
    for name in names:
        if not name.endswith(".cpp"):
            continue
        folder = name.rpartition("/")[0]
        while folder:
            listed = build_files.get(f"{folder}/CMakeLists.txt", "")
            if re.search(r"(?<![\w./])" + re.escape(name[len(folder) + 1:]) + r"(?![\w.])", listed):
                break
            folder = folder.rpartition("/")[0]
        else:
            yield f"{name}: no CMakeLists.txt names it"


def check(root):
    names = kit.files(root)
    return [*check_readmes(root, names), *check_sizes(root, names), *check_built(root, names)]


GOOD = {"protocol/README.md": "# protocol\n", "protocol/CMakeLists.txt": "carerelay_room(p SOURCES a.cpp json/b.cpp)\n",
        "protocol/a.cpp": "\n", "protocol/json/b.cpp": "\n"}
PLANTED = [
    (GOOD, ""),
    ({"config/a.hpp": "\n"}, "config/README.md: missing"),
    (GOOD | {"protocol/README.md": "line\n" * 61}, "a page is 60"),
    (GOOD | {"protocol/a.hpp": "\n" * 221}, "protocol/a.hpp: 221 lines"),
    (GOOD | {"protocol/c.cpp": "\n"}, "protocol/c.cpp: no CMakeLists.txt names it"),
    (GOOD | {"protocol/json/a.cpp": "\n"}, "protocol/json/a.cpp: no CMakeLists.txt names it"),
    (GOOD | {"protocol/CMakeLists.txt": "file(GLOB s *.cpp)\n"}, "not by GLOB"),
]

if __name__ == "__main__":
    kit.main("rooms", check, PLANTED)
