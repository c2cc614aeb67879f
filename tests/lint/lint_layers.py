"""Who may include whom. The arrows of docs/architecture.md, checked on every include and every link line."""

import re

import kit

VALUES = {"protocol"}
PORTS = {"protocol", "adapters/ports"}
EVERYTHING = {"*"}

# The decisions, each folder with what is below it (relay/core/README.md).
RECORD = PORTS | {"relay/core/record"}
PEOPLE = RECORD | {"relay/core/people"}
WAYS = PEOPLE | {"relay/core/register", "relay/core/stream", "relay/core/ways"}
SILENCE = WAYS | {"relay/core/publish", "relay/core/silence"}
CORE = SILENCE | {"relay/core"}

# room -> rooms it may name, besides itself
ARROWS = {
    "protocol": set(),
    "config": VALUES,
    "adapters/ports": VALUES,
    "adapters/memory": PORTS,
    "adapters/sqlite": PORTS,
    "adapters/postgres": PORTS,
    "adapters/tls": PORTS,
    "adapters/system": PORTS,
    "adapters/files": PORTS,
    "adapters/curl": PORTS,
    "adapters/email": PORTS | {"adapters/curl"},
    "adapters/chat": PORTS | {"adapters/curl"},
    "adapters/notify": PORTS,
    "adapters/whatsapp": PORTS,
    "adapters/webhook": PORTS | {"adapters/curl"},
    "adapters/xmpp": PORTS,
    "adapters/matrix": PORTS,
    "adapters/crypto": PORTS,
    "relay/core": CORE,
    "relay/core/record": PORTS,
    "relay/core/people": RECORD,
    "relay/core/register": PORTS,
    "relay/core/stream": PEOPLE,
    "relay/core/ways": WAYS,
    "relay/core/publish": WAYS,
    "relay/core/silence": SILENCE,
    "relay/http": CORE,
    "relay/http/routes": CORE | {"relay/http"},
    "relay/io": CORE | {"relay/http", "relay/http/routes", "config"},
    "relay/cli": CORE | {"relay/io", "config"},
    "relay/web": set(),
    "relay/app": EVERYTHING,
    "tests": EVERYTHING,
}

# Inside a large room: its folders from below. Each sees itself and those before it.
FLOORS = {
    "protocol": ["", "text", "json", "csv", "crypto", "register", "seal", "message", "channel", "evidence", "frame"],
    "adapters/sqlite": ["disk", "rows", "schema", "answers", "writer", ""],
    "relay/io": ["loop", "wire", "desk", "session", "agent", ""],
}

# (file, included path) pairs that may break an arrow. It stays empty.
EXCEPTIONS = []

# target of a CMake line -> room
TARGETS = {"carerelay_" + room.rpartition("/")[2]: room for room in ARROWS}


def room_of(path):
    found = [room for room in ARROWS if path.startswith(room + "/")]
    return max(found, key=len, default=None)


def floor_of(room, path):
    """The number of a file's floor in a large room; None for a folder that is on no floor."""
    folder = path[len(room) + 1:].rpartition("/")[0]
    return FLOORS[room].index(folder) if folder in FLOORS[room] else None


def floor_trouble(room, name, path):
    """What is wrong with an include inside one large room, or None."""
    here, there = floor_of(room, name), floor_of(room, path)
    if here is None or there is None:
        return f"{name if here is None else path}: its folder is on no floor of tests/lint/lint_layers.py"
    return f"{name} may not see {path}, which is above it" if there > here else None


def allowed(room, other):
    if other == room or ARROWS[room] == EVERYTHING:
        return other != "tests" or room == "tests"
    return other in ARROWS[room]


def check_includes(root):
    tops = {room.split("/")[0] for room in ARROWS}
    for name in kit.files(root, kit.CPP):
        room = room_of(name)
        if room is None:
            yield f"{name}: belongs to no room of tests/lint/lint_layers.py"
            continue
        for line, mark, path in kit.includes(kit.text(root, name)):
            ours = path.split("/")[0] in tops
            if mark == "<" and not ours:
                continue
            if (name, path) in EXCEPTIONS:
                continue
            if not ours or mark == "<":
                yield f'{name}:{line}: include "{path}" by its path from the root, in quotes'
                continue
            other = room_of(path)
            if other is None:
                yield f"{name}:{line}: {path} belongs to no room"
            elif not allowed(room, other):
                yield f"{name}:{line}: {room} may not see {other} ({path})"
            elif other == room and room in FLOORS:
                trouble = floor_trouble(room, name, path)
                if trouble:
                    yield f"{name}:{line}: {trouble}"


def check_links(root):
    call = re.compile(r"(?:carerelay_room|target_link_libraries)\s*\(\s*(\w+)([^)]*)\)")
    for name in kit.files(root, ["CMakeLists.txt"]):
        if name.startswith("tests/"):
            continue
        source = re.sub(r"#[^\n]*", "", kit.text(root, name))
        for match in call.finditer(source):
            room = TARGETS.get(match.group(1))
            if room is None:
                continue
            for target in re.findall(r"\bcarerelay_\w+", match.group(2)):
                other = TARGETS.get(target)
                if other and not allowed(room, other):
                    yield f"{name}:{kit.line_of(source, match.start())}: {room} may not link {other}"


def check(root):
    return [*check_includes(root), *check_links(root)]


PLANTED = [
    ({"protocol/a.hpp": '#include "relay/core/hub.hpp"\n'}, "protocol may not see relay/core"),
    ({"config/a.cpp": '#include "adapters/ports/store.hpp"\n'}, "config may not see adapters/ports"),
    ({"adapters/sqlite/a.cpp": '#include "config/settings.hpp"\n'}, "adapters/sqlite may not see config"),
    ({"adapters/sqlite/a.cpp": '#include "adapters/memory/store.hpp"\n'}, "may not see adapters/memory"),
    ({"relay/core/a.cpp": '#include "relay/http/route.hpp"\n'}, "relay/core may not see relay/http"),
    ({"relay/io/a.cpp": '#include "adapters/tls/stream.hpp"\n'}, "relay/io may not see adapters/tls"),
    ({"relay/app/a.cpp": '#include "tests/support/x.hpp"\n'}, "relay/app may not see tests"),
    ({"relay/core/a.cpp": '  #  include "relay/io/x.hpp"\n'}, "relay/core may not see relay/io"),
    ({"relay/core/a.cpp": '#include "hub.hpp"\n'}, "by its path from the root"),
    ({"relay/core/a.cpp": "#include <relay/io/x.hpp>\n"}, "by its path from the root"),
    ({"relay/core/ways/a.cpp": '#include "relay/core/publish/publish.hpp"\n'},
     "relay/core/ways may not see relay/core/publish"),
    ({"relay/core/people/CMakeLists.txt": "carerelay_room(carerelay_people\n SOURCES a.cpp\n USES carerelay_ways)\n"},
     "relay/core/people may not link relay/core/ways"),
    ({"relay/io/wire/a.cpp": '#include "relay/io/session/x.hpp"\n'}, "relay/io/session/x.hpp, which is above it"),
    ({"protocol/a.cpp": '#include "protocol/text/x.hpp"\n'}, "protocol/text/x.hpp, which is above it"),
    ({"protocol/fax/a.cpp": '#include "protocol/fault.hpp"\n'}, "its folder is on no floor"),
    ({"adapters/sqlite/rows/a.cpp": '#include "adapters/sqlite/writer/x.hpp"\n'}, "which is above it"),
    ({"adapters/fax/a.cpp": "\n"}, "belongs to no room"),
    ({"config/CMakeLists.txt": "carerelay_room(carerelay_config\n SOURCES a.cpp\n USES carerelay_core)\n"},
     "config may not link relay/core"),
    ({"relay/http/a.cpp": '#include "relay/core/hub.hpp"\n#include <vector>\n',
      "protocol/b.cpp": '// #include "relay/io/x.hpp"\n/*\n#include "relay/io/x.hpp"\n*/\n',
      "relay/app/c.cpp": '#include "adapters/sqlite/store.hpp"\n',
      "relay/io/server.cpp": '#include "relay/io/wire/x.hpp"\n', "relay/io/wire/e.cpp": '#include "relay/io/wire/x.hpp"\n',
      "tests/unit/io/d.cpp": '#include "tests/support/x.hpp"\n#include "relay/io/x.hpp"\n'}, ""),
]

if __name__ == "__main__":
    kit.main("layers", check, PLANTED)
