"""One door per library: each outside library is named in exactly one place, so each trap has one place to live.
And the pure rooms stay pure: no clock, thread, file or socket in protocol/, relay/core/ and relay/http/."""

import re

import kit

# (what, pattern of the include, prefixes that may name it)
DOORS = [
    ("RapidJSON", r"rapidjson/", ("protocol/json",)),
    ("cmark", r"cmark", ("protocol/text/markdown",)),
    ("libcsv", r"csv\.h$", ("protocol/csv",)),
    ("libssl", r"openssl/(ssl|tls1|dtls1|x509)", ("adapters/tls",)),
    ("libcrypto", r"openssl/", ("protocol/crypto", "adapters/tls")),
    ("SQLite", r"sqlite3", ("adapters/sqlite",)),
    ("Asio and Beast", r"boost/(asio|beast)", ("relay/io",)),
    ("libcurl", r"curl/", ("adapters/curl",)),
    ("zlib", r"zlib\.h$", ("relay/web",)),
    ("GMime", r"gmime/", ("adapters/email/mime",)),
    ("libstrophe", r"strophe\.h$", ("adapters/xmpp",)),
    ("mustache", r"kainjow/", ("adapters/email",)),
    ("toml++", r"toml\+\+|toml\.h", ("config",)),
    ("CLI11", r"CLI/", ("relay/cli",)),
    ("spdlog", r"spdlog/", ("relay/io/loop/log",)),
    ("prometheus-cpp", r"prometheus/", ("relay/io/metrics",)),
    ("fmt", r"fmt/", ("config", "adapters", "relay")),
    ("Catch2", r"catch2/", ("tests",)),
]

PURE = ("protocol/", "relay/core/", "relay/http/")
IMPURE_INCLUDES = re.compile(
    r"^(thread|mutex|shared_mutex|condition_variable|future|semaphore|latch|barrier|stop_token|fstream|iostream|"
    r"filesystem|cstdio|stdio\.h|random|ctime|time\.h|unistd\.h|fcntl\.h|poll\.h|netdb\.h|dirent\.h|signal\.h|csignal|sys/.*|"
    r"netinet/.*)$")
IMPURE_CALLS = re.compile(r"\b(?:system_clock|steady_clock|high_resolution_clock|utc_clock)::now\b|\bgetenv\b|\bstd::time\b")


def may_name(name, prefixes):
    if any(name.startswith(prefix) for prefix in prefixes):
        return True
    # A test may come through the door of the room it tests; tests of the whole may use any library.
    if name.startswith("tests/unit/"):
        room = name.split("/")[2]
        return any(room in prefix.split("/") for prefix in prefixes)
    return name.startswith("tests/")


def check_doors(root, name):
    for line, mark, path in kit.includes(kit.text(root, name)):
        if mark != "<":
            continue
        for library, pattern, prefixes in DOORS:
            if re.match(pattern, path):
                if not may_name(name, prefixes):
                    yield f"{name}:{line}: {library} is named only in {', '.join(prefixes)} ({path})"
                break
        else:
            if path.startswith("boost/") and name.startswith("protocol/") and not re.match(r"boost/(system/|throw_exception)", path):
                yield f"{name}:{line}: protocol/ takes boost::system alone from Boost ({path})"


def check_purity(root, name):
    if not name.startswith(PURE):
        return
    source = kit.text(root, name)
    for line, _, path in kit.includes(source):
        if IMPURE_INCLUDES.match(path):
            yield f"{name}:{line}: a pure room has no clock, thread, file or socket (<{path}>)"
    clean = kit.code(source)
    for match in IMPURE_CALLS.finditer(clean):
        yield f"{name}:{kit.line_of(clean, match.start())}: time and surroundings are arguments ({match.group(0)})"


def check(root):
    found = []
    for name in kit.files(root, kit.CPP):
        found += [*check_doors(root, name), *check_purity(root, name)]
    return found


PLANTED = [
    ({"relay/core/a.cpp": "#include <rapidjson/document.h>\n"}, "RapidJSON is named only in"),
    ({"protocol/message.cpp": "#include <rapidjson/writer.h>\n"}, "RapidJSON is named only in"),
    ({"protocol/html.cpp": "#include <cmark.h>\n"}, "cmark is named only in"),
    ({"relay/cli/a.cpp": "#include <csv.h>\n"}, "libcsv is named only in"),
    ({"protocol/crypto.cpp": "#include <openssl/ssl.h>\n"}, "libssl is named only in"),
    ({"relay/io/a.cpp": "#include <openssl/evp.h>\n"}, "libcrypto is named only in"),
    ({"relay/app/a.cpp": "#include <sqlite3.h>\n"}, "SQLite is named only in"),
    ({"relay/http/a.cpp": "#include <boost/beast/http.hpp>\n"}, "Asio and Beast is named only in"),
    ({"relay/cli/a.cpp": "#include <boost/asio/io_context.hpp>\n"}, "Asio and Beast is named only in"),
    ({"relay/io/a.cpp": "#include <curl/curl.h>\n"}, "libcurl is named only in"),
    ({"adapters/email/letter.cpp": "#include <gmime/gmime.h>\n"}, "GMime is named only in"),
    ({"relay/core/a.cpp": "#include <kainjow/mustache.hpp>\n"}, "mustache is named only in"),
    ({"relay/app/a.cpp": "#include <toml++/toml.h>\n"}, "toml++ is named only in"),
    ({"config/a.cpp": "#include <CLI/CLI.hpp>\n"}, "CLI11 is named only in"),
    ({"relay/app/a.cpp": "#include <spdlog/spdlog.h>\n"}, "spdlog is named only in"),
    ({"relay/http/a.cpp": "#include <prometheus/registry.h>\n"}, "prometheus-cpp is named only in"),
    ({"protocol/a.cpp": "#include <fmt/format.h>\n"}, "fmt is named only in"),
    ({"protocol/a.cpp": "#include <boost/json.hpp>\n"}, "boost::system alone"),
    ({"tests/unit/core/a.cpp": "#include <sqlite3.h>\n"}, "SQLite is named only in"),
    ({"relay/core/a.cpp": "#include <mutex>\n"}, "no clock, thread, file or socket"),
    ({"relay/core/a.cpp": "auto t = std::chrono::system_clock::now();\n"}, "time and surroundings are arguments"),
    ({"protocol/json/reader.cpp": "#include <rapidjson/reader.h>\n", "relay/io/loop/log.cpp": "#include <spdlog/spdlog.h>\n",
      "adapters/tls/a.cpp": "#include <openssl/ssl.h>\n#include <openssl/err.h>\n",
      "protocol/errc.hpp": "#include <boost/system/result.hpp>\n", "tests/unit/sqlite/a.cpp": "#include <sqlite3.h>\n",
      "tests/fault/a.cpp": "#include <sqlite3.h>\n", "relay/core/b.cpp": "// no system_clock::now here\n",
      "adapters/system/clock.cpp": "auto t = std::chrono::system_clock::now();\n"}, ""),
]

if __name__ == "__main__":
    kit.main("doors", check, PLANTED)
