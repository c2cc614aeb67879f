"""clang-tidy over the product's files, two at a time on two cores. Not a ctest: it needs a compilation
database of Clang (build/asan) and takes minutes.

    python3 tests/lint/tidy.py --build build/asan [REGEX]
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import time

import kit

ROOMS = re.compile(r"^(protocol|config|adapters|relay)/")


def sources(build, wanted):
    with open(build / "compile_commands.json", encoding="utf-8") as file:
        paths = {pathlib.Path(entry["file"]) for entry in json.load(file)}
    names = [str(path.relative_to(kit.REPOSITORY)) for path in paths if path.is_relative_to(kit.REPOSITORY)]
    return sorted(name for name in names if ROOMS.match(name) and re.search(wanted, name))


def tidy(build, name):
    started = time.monotonic()
    run = subprocess.run(["clang-tidy-14", "-p", str(build), "--quiet", "--warnings-as-errors=*", name],
                         cwd=kit.REPOSITORY, capture_output=True, text=True, check=False)
    return name, run.returncode, run.stdout, run.stderr, time.monotonic() - started


def main():
    options = argparse.ArgumentParser(description="clang-tidy over the product's files")
    options.add_argument("--build", type=pathlib.Path, required=True)
    options.add_argument("regex", nargs="?", default="")
    chosen = options.parse_args()
    names = sources(chosen.build.resolve(), chosen.regex)
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        jobs = [pool.submit(tidy, chosen.build.resolve(), name) for name in names]
        for count, job in enumerate(concurrent.futures.as_completed(jobs), 1):
            name, code, out, err, seconds = job.result()
            print(f"[{count}/{len(names)}] {name} {seconds:.0f} s{'' if code == 0 else ' FAILED'}", flush=True)
            if code:
                failed += 1
                print(out or err, flush=True)
    print(f"tidy: {len(names)} files, {failed} with findings")
    sys.exit(1 if failed or not names else 0)


if __name__ == "__main__":
    main()
