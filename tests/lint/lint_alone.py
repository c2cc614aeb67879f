"""The project stands alone: it names no folder of the machine it was written on and fetches nothing."""

import re

import kit

# Put together from parts so that this file does not name them itself.
PLACES = re.compile("|".join(re.escape(word) for word in ("/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/")))
BESIDE = re.compile(re.escape("../sha" + "red"))
# The pages have a folder of that name of their own.
BESIDE_THE_PAGES = re.compile(re.escape("../sha" + "red") + "/(?:data|design)")
FETCHES = re.compile("|".join(("Fetch" + "Content", "External" + "Project", r"file\s*\(\s*DOWN" + "LOAD", r"\bgit\s+clo" + r"ne\s+http",
                               r"\bpip3?\s+inst" + "all", r"\bnpm\s+(?:inst" + "all|ci)", r"\bwg" + "et ")))
# The one exception: what the tests use of npm, by its lock's exact versions and hashes, and no script of a package runs.
BY_LOCK = re.compile(r"\bnpm c" + r"i --ignore-scripts\b")
PLACEHOLDERS = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
DOCUMENTS = (".md",)


def is_text(root, name):
    with open(root / name, "rb") as file:
        return b"\0" not in file.read(4096)


def check_line(name, number, line):
    if PLACES.search(line):
        yield f"{name}:{number}: names a folder of one machine"
    beside = BESIDE_THE_PAGES if name.startswith("relay/web/") else BESIDE
    if beside.search(line) and not name.startswith("tests/"):
        yield f"{name}:{number}: only tests may look beside the checkout"
    is_by_lock = name == "dev" and BY_LOCK.search(line)
    if not name.endswith(DOCUMENTS) and FETCHES.search(line) and not is_by_lock:
        yield f"{name}:{number}: nothing is fetched but Debian packages and the locks of npm, by ./dev setup"
    if name.endswith(kit.CPP) and PLACEHOLDERS.search(line):
        yield f"{name}:{number}: a placeholder is not landed"


def check(root):
    found = []
    for name in kit.files(root):
        if name.startswith("tests/fuzz/corpus/") or not is_text(root, name):
            continue
        for number, line in enumerate(kit.text(root, name).split("\n"), 1):
            found += check_line(name, number, line)
    return found


PLANTED = [
    ({"docs/a.md": "see /wo" + "rk/main\n"}, "a folder of one machine"),
    ({"relay/app/a.cpp": 'open("../sha' + 'red/data");\n'}, "only tests may look"),
    ({"relay/web/inbox/a.ts": "import '../../sha" + "red/data/a'\n"}, "only tests may look"),
    ({"relay/web/inbox/a.ts": "import '../sha" + "red/when'\n"}, ""),
    ({"CMakeLists.txt": "include(Fetch" + "Content)\n"}, "nothing is fetched"),
    ({"dev": "npm inst" + "all jose\n"}, "nothing is fetched"),
    ({"tests/js/CMakeLists.txt": "npm c" + "i --ignore-scripts\n"}, "nothing is fetched"),
    ({"dev": "npm c" + "i --ignore-scripts\n"}, ""),
    ({"protocol/a.hpp": "// TO" + "DO later\n"}, "a placeholder"),
    ({"tests/system/a.py": "'../sha" + "red/data'\n", "docs/b.md": "work/ and networks\n"}, ""),
]

if __name__ == "__main__":
    kit.main("alone", check, PLANTED)
