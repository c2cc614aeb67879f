#!/usr/bin/env python3
"""A message's digest, recomputed with nothing but Python's standard library, as any receiver may do."""
import base64
import hashlib
import json
import pathlib
import sys

checked = 0
for file in sorted(pathlib.Path(sys.argv[1]).glob("*.message.json")):
    message = json.loads(file.read_text(encoding="utf-8"))
    said = message.pop("digest")
    text = json.dumps(message, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    made = base64.urlsafe_b64encode(hashlib.sha256(text.encode("utf-8")).digest()).rstrip(b"=").decode()
    if made != said:
        sys.exit(f"{file.name}: the message says {said}, Python makes {made}")
    checked += 1
print(f"{checked} digests recomputed")
sys.exit(0 if checked >= 5 else "no messages were found")
