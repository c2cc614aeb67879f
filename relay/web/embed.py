"""Makes one C++ source of a folder: every file's bytes, and the hash of them all.

    embed.py FOLDER OUTPUT DEPENDENCIES

The hash is what `find * -type f | LC_ALL=C sort | xargs sha256sum | sha256sum` says in that folder, so that anybody can
compare what a relay serves with what they built themselves. A folder that is not there is a table without files.
"""

import hashlib
import pathlib
import sys

HEAD = """// Made by relay/web/embed.py. Not to be edited.
#include "relay/web/embedded.hpp"

namespace carerelay::web {
namespace {

"""


def files_of(folder):
    """(path with slashes, bytes), in the order of the paths' bytes."""
    found = [(path.relative_to(folder).as_posix(), path) for path in folder.rglob("*") if path.is_file()]
    return [(name, path.read_bytes()) for name, path in sorted(found, key=lambda one: one[0].encode())]


def hash_of(files):
    lines = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files)
    return hashlib.sha256(lines.encode()).hexdigest() if files else ""


def array(number, content):
    rows = [",".join(str(byte) for byte in content[at:at + 40]) for at in range(0, len(content), 40)]
    return f"constexpr unsigned char file_{number}[] = {{\n" + ",\n".join(rows) + "};\n"


def source(files):
    if any('"' in name or "\\" in name for name, _ in files):
        sys.exit("embed: a file's name holds a quotation mark or a backslash")
    out = [HEAD]
    # An array cannot be empty: an empty file is one byte of which nothing is shown.
    out += [array(number, content or b"\0") for number, (_, content) in enumerate(files)]
    rows = "".join(f'    {{"{name}", {{file_{number}, {len(content)}}}}},\n'
                   for number, (name, content) in enumerate(files))
    if files:
        out.append(f"constexpr embedded_file table[] = {{\n{rows}}};\n")
    out.append("\n}  // namespace\n\n")
    out.append("std::span<embedded_file const> embedded_files() noexcept { return %s; }\n" % ("table" if files else "{}"))
    out.append(f'std::string_view embedded_hash() noexcept {{ return "{hash_of(files)}"; }}\n\n')
    out.append("}  // namespace carerelay::web\n")
    return "".join(out)


def dependencies(folder, output):
    """For make and ninja: each file, and each folder, whose own time changes when something comes or goes."""
    if not folder.is_dir():
        folders = [folder.parent]
    else:
        folders = [folder, *(path for path in sorted(folder.rglob("*")))]
    return f"{output}: " + " ".join(str(path).replace(" ", "\\ ") for path in folders) + "\n"


def main():
    folder, output, record = map(pathlib.Path, sys.argv[1:])
    record.write_text(dependencies(folder, output))
    text = source(files_of(folder) if folder.is_dir() else [])
    output.write_text(text)


if __name__ == "__main__":
    main()
