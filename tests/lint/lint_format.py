"""Every C++ file is laid out as .clang-format says (`./dev format` does it)."""

import concurrent.futures
import os
import re
import shutil
import subprocess

import kit

TOOL = "clang-format-14"


def complaints(root, names):
    if not names:
        return []
    run = subprocess.run([TOOL, f"--style=file:{kit.REPOSITORY / '.clang-format'}", "--dry-run", "-Werror", *names],
                         cwd=root, capture_output=True, text=True, check=False)
    return re.findall(r"^(\S+?:\d+):\d+: error", run.stderr, re.MULTILINE)


def check(root):
    if not shutil.which(TOOL):
        return [f"{TOOL} is not installed: run ./dev setup test"]
    names = kit.files(root, kit.CPP)
    workers = os.cpu_count() or 1
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        parts = pool.map(lambda i: complaints(root, names[i::workers]), range(workers))
    first = {}
    for place in sorted(place for part in parts for place in part):
        first.setdefault(place.rsplit(":", 1)[0], place)
    return [f"{place}: not laid out as .clang-format says; run ./dev format" for place in first.values()]


PLANTED = [
    ({"protocol/a.hpp": "int  f( ) ;\n"}, "run ./dev format"),
    ({"protocol/a.hpp": "int f();\n"}, ""),
]

if __name__ == "__main__":
    kit.main("format", check, PLANTED)
