#!/usr/bin/env python3
"""No message, and above all no test result, reaches a channel round the disclosure gate: such code does not compile."""
import subprocess
import sys

compiler, root, source = sys.argv[1:]


def compiles(misuse):
    command = [compiler, "-std=c++20", "-fsyntax-only", f"-I{root}", f"-DMISUSE={misuse}", source]
    return subprocess.run(command, capture_output=True, text=True)


right = compiles(0)
if right.returncode != 0:
    sys.exit("the right use does not compile:\n" + right.stderr)
for misuse in range(1, 7):
    wrong = compiles(misuse)
    if wrong.returncode == 0:
        sys.exit(f"misuse {misuse} compiles")
    if "no such misuse" in wrong.stderr:
        sys.exit(f"misuse {misuse} is not written")
print("6 ways round the gate do not compile")
