"""What the lint scripts share: the tree's files, C++ without comments and strings, and a main that first
proves the check can fail.

A lint script has a function check(root) that returns one line per violation, and a list PLANTED of
(files, expected) pairs: a small tree with one fault in it, and words the answer must hold. An empty
`expected` is a tree that must pass.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
CPP = (".cpp", ".hpp")


def files(root, suffixes=None):
    """Paths relative to root, sorted: tracked and new files in a git checkout, else everything but build/."""
    listed = subprocess.run(["git", "-C", str(root), "ls-files", "-co", "--exclude-standard", "-z"],
                            capture_output=True, check=False)
    if listed.returncode == 0:
        names = [name for name in listed.stdout.decode().split("\0") if name]
    else:
        names = [str(p.relative_to(root)) for p in root.rglob("*") if p.is_file()]
        names = [name for name in names if not name.startswith(("build/", ".git/"))]
    return sorted(name for name in set(names)
                  if (suffixes is None or name.endswith(tuple(suffixes))) and (root / name).is_file())


def text(root, name):
    return (root / name).read_text(encoding="utf-8", errors="replace")


def blank(match):
    """Same length and lines, no content: positions stay true."""
    return re.sub(r"[^\n]", " ", match.group(0))


TOKENS = re.compile(r"""
    //[^\n]* | /\*.*?\*/                                  # comments
  | R"(?P<tag>[^(\s]*)\(.*?\)(?P=tag)"                    # raw strings
  | "(?:\\.|[^"\\\n])*"                                   # strings
  | (?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])+'                  # characters, not digit separators
""", re.VERBOSE | re.DOTALL)


def code(source):
    """C++ with comments, strings and characters blanked out. Include lines keep their path."""
    def keep_includes(match):
        line_start = source.rfind("\n", 0, match.start()) + 1
        if re.match(r"\s*#\s*include\s*$", source[line_start:match.start()]):
            return match.group(0)
        return blank(match)
    return TOKENS.sub(keep_includes, source)


INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.MULTILINE)


def includes(source):
    """(line, opening mark, path) of every include that is not commented out."""
    clean = code(source)
    return [(line_of(clean, m.start()), m.group(1), m.group(2)) for m in INCLUDE.finditer(clean)]


def line_of(source, position):
    return source.count("\n", 0, position) + 1


def closing(source, start):
    """Position of the bracket that closes the one at start, or the end."""
    pairs = {"(": ")", "[": "]", "{": "}"}
    stack = []
    for i in range(start, len(source)):
        c = source[i]
        if c in pairs:
            stack.append(pairs[c])
        elif stack and c == stack[-1]:
            stack.pop()
            if not stack:
                return i
    return len(source)


def plant(folder, tree):
    for name, content in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def prove(check, planted):
    """Runs the check on each planted tree. Returns what it failed to see."""
    blind = []
    for tree, expected in planted:
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            plant(root, tree)
            answer = check(root)
        if expected and not any(expected in line for line in answer):
            blind.append(f"did not see: {expected!r} in {sorted(tree)}; said {answer}")
        if not expected and answer:
            blind.append(f"refused a good tree {sorted(tree)}: {answer}")
    return blind


def main(name, check, planted):
    blind = prove(check, planted)
    if blind:
        print("\n".join(f"{name}: self-test {line}" for line in blind))
        sys.exit(2)
    violations = check(REPOSITORY)
    for line in violations:
        print(line)
    verdict = f"{len(violations)} violations" if violations else "clean"
    print(f"{name}: {verdict} ({len(planted)} planted trees judged rightly)")
    sys.exit(1 if violations else 0)
