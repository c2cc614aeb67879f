#!/usr/bin/python3
"""Lets each fuzzer search for new bad inputs, beginning with its corpus.

    tests/fuzz/search.py --build build/fuzz [--seconds 60] [--jobs 2] [NAME ...]

What is found is left in BUILD/found/ and shown; add it to the corpus under a name that says what it is. Exit 1 when
anything was found. A fuzzer that could not run is found too, not skipped.
"""
import argparse
import base64
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
# The doors strangers can knock at: each searches in CI.
DOORS = ["fuzz_gate", "fuzz_upgrade", "fuzz_json", "fuzz_client_frame", "fuzz_frames", "fuzz_jwe", "fuzz_proofs",
         "fuzz_csv"]


def search(name, build, seconds):
    """(name, what was found or None, a line about the search)"""
    program = build / "tests" / f"{name}_live"
    corpus = HERE / "corpus" / name.removeprefix("fuzz_")
    found = build / "found"
    found.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=name) as new:
        try:
            done = subprocess.run(
                [program, f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1",
                 f"-artifact_prefix={found}/{name}-", new, corpus],
                capture_output=True, text=True, errors="replace", timeout=seconds + 120)
        except (OSError, subprocess.TimeoutExpired) as why:
            return name, f"could not search: {why}", ""
    runs = re.search(r"stat::number_of_executed_units:\s*(\d+)", done.stderr)
    covered = re.findall(r"cov: (\d+)", done.stderr)
    line = f"{int(runs.group(1)) if runs else 0:,} inputs, {covered[-1] if covered else '?'} edges"
    if done.returncode == 0 and runs and int(runs.group(1)) > 100:
        return name, None, line
    artifact = re.search(r"Test unit written to (\S+)", done.stderr)
    text = done.stderr[-3000:]
    if artifact:
        text += f"\n{artifact.group(1)}:\n" + base64.b64encode(pathlib.Path(artifact.group(1)).read_bytes()).decode()
    return name, text or f"exit {done.returncode}", line


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("names", nargs="*", default=DOORS)
    args = parser.parse_args()
    build = args.build.resolve()
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for name, found, line in pool.map(lambda n: search(n, build, args.seconds), args.names or DOORS):
            print(f"{name:20} {'FOUND SOMETHING' if found else 'nothing'}  {line}", flush=True)
            if found:
                bad += 1
                print(found)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
