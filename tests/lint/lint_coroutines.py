"""Coroutine shapes that GCC 12.2 compiles wrongly, or that lose errors and lifetimes with any compiler.
The table is in docs/decisions/0001-build-and-lint.md."""

import re

import kit

KEYWORDS = {"return", "co_return", "co_await", "co_yield", "case", "else", "do"}
HEAD = re.compile(r"\b(if|while|switch|for)\s*(?:constexpr\s*)?\(")
AWAIT = re.compile(r"\bco_await\b")
COROUTINE = re.compile(r"\bco_(?:await|return|yield)\b")


def lambdas(clean):
    """(start, captures, body start, body end) of each lambda."""
    for match in re.finditer(r"\[", clean):
        before = clean[:match.start()].rstrip()
        word = re.search(r"\w+$", before)
        if before.endswith((")", "]", "[")) or (word and word.group(0) not in KEYWORDS):
            continue  # a subscript, an array or the second bracket of an attribute
        if clean.startswith("[[", match.start()):
            continue
        end = kit.closing(clean, match.start())
        rest = end + 1
        while rest < len(clean) and clean[rest] not in "{;,)":
            rest = kit.closing(clean, rest) + 1 if clean[rest] in "([" else rest + 1
        if rest < len(clean) and clean[rest] == "{":
            yield match.start(), clean[match.start() + 1:end].strip(), rest, kit.closing(clean, rest)


def own_body(clean, this, every):
    """The lambda's body without the bodies of lambdas inside it."""
    _, _, start, end = this
    body = clean[start:end]
    for _, _, inner_start, inner_end in every:
        if start < inner_start and inner_end < end:
            body = body[:inner_start - start] + " " * (inner_end - inner_start) + body[inner_end - start:]
    return body


def operand(clean, start):
    """The text of a co_await expression: to its semicolon, comma or closing bracket."""
    i = start
    while i < len(clean) and clean[i] not in ";,)]}":
        i = kit.closing(clean, i) + 1 if clean[i] in "([{" else i + 1
    return clean[start:i]


def check_source(name, source):
    clean = kit.code(source)
    every = list(lambdas(clean))

    def at(position):
        return f"{name}:{kit.line_of(clean, position)}"

    for match in HEAD.finditer(clean):
        if AWAIT.search(clean[match.end():kit.closing(clean, match.end() - 1)]):
            yield f"{at(match.start())}: co_await in the head of {match.group(1)}: give its result a name first"

    for match in AWAIT.finditer(clean):
        expression = operand(clean, match.end())
        statement = clean[max(clean.rfind(c, 0, match.start()) for c in ";{}") + 1:match.start()]
        if any(match.end() <= start < match.end() + len(expression) for start, _, _, _ in every):
            yield f"{at(match.start())}: a temporary lambda in a co_await expression: name it, then move it"
        elif "{" in expression:
            yield f"{at(match.start())}: a temporary aggregate in a co_await expression: name it, then move it"
        if "?" in expression or "?" in statement:
            yield f"{at(match.start())}: ?: in a co_await expression: choose first, then await"

    for each in every:
        if each[1] and COROUTINE.search(own_body(clean, each, every)):
            yield f"{at(each[0])}: a capturing lambda that is a coroutine: its captures die first; write a named function"

    for match in re.finditer(r"\bdetached(?:_t)?\b|\.detach\(\)", clean):
        yield f"{at(match.start())}: detached work loses its errors: use the nursery, or a handler that logs"


def check(root):
    return [line for name in kit.files(root, kit.CPP) for line in check_source(name, kit.text(root, name))]


def planted(body, expected):
    return ({"relay/io/a.cpp": body}, expected)


PLANTED = [
    planted("if (co_await f()) {}\n", "in the head of if"),
    planted("while (\n   x &&\n   co_await f()) {}\n", "in the head of while"),
    planted("switch (co_await f()) {}\n", "in the head of switch"),
    planted("for (auto x : co_await f()) {}\n", "in the head of for"),
    planted("if (auto r = co_await f(); r) {}\n", "in the head of if"),
    planted("co_await f([] { return 1; });\n", "temporary lambda"),
    planted("co_await f(\n  a,\n  [&x](int i) mutable noexcept -> int { return i; });\n", "temporary lambda"),
    planted("co_await f(options{.a = 1});\n", "temporary aggregate"),
    planted('co_await f({"a", "b"});\n', "temporary aggregate"),
    planted("co_await f(a ? b : c);\n", "?: in a co_await"),
    planted("auto x = a ? co_await b() : 0;\n", "?: in a co_await"),
    planted("auto l = [this]() -> awaitable<void> {\n  co_await f();\n};\n", "capturing lambda"),
    planted("co_spawn(e, [=] () -> awaitable<void> { co_return; }, h);\n", "capturing lambda"),
    planted("return [x] { co_yield x; };\n", "capturing lambda"),
    planted("co_spawn(e, f(), asio::detached);\n", "detached work"),
    planted("std::thread(f).detach();\n", "detached work"),
    planted("""bool const ok = co_await f(a[0], b(c)[1]);
if (ok) { auto [ec, n] = co_await g(buffer, as_tuple(use_awaitable)); }
auto plain = [&](int i) { return table[i] ? 1 : 2; };
auto named = []() -> awaitable<void> { co_return; };
auto outer = [&] { auto inner = []() -> awaitable<void> { co_return; }; run(inner); };
[[nodiscard]] int f(); // if (co_await f()) detached
log("co_await f({1}) ? detached");
char const c = '"'; auto n = 1'000'000;
co_return co_await h(c);
if (n > 1) co_await f();
""", ""),
]

if __name__ == "__main__":
    kit.main("coroutines", check, PLANTED)
