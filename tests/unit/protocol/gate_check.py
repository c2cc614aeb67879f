#!/usr/bin/env python3
"""No message, and above all no test result, reaches a channel round the disclosure gate: such code does not compile."""
import pathlib
import re
import subprocess
import sys

compiler, root, source = sys.argv[1:]


def compiled(*flags):
    command = [compiler, "-std=c++20", "-fsyntax-only", f"-I{root}", *flags, source]
    return subprocess.run(command, capture_output=True, text=True)


right = compiled()
if right.returncode != 0:
    sys.exit("the right use does not compile:\n" + right.stderr)
lines = pathlib.Path(source).read_text(encoding="utf-8").splitlines()
marked = {number for number, line in enumerate(lines, 1) if line.endswith("// refused")}
name = re.escape(pathlib.Path(source).name)
refused = {int(line) for line in re.findall(name + r":(\d+):\d+: error", compiled("-DMISUSE").stderr)}
if not marked or marked != refused:
    sys.exit(f"expected errors on lines {sorted(marked)}, got them on {sorted(refused)}")
print(f"{len(marked)} ways round the gate do not compile")
