#!/usr/bin/python3
"""How fast mail leaves: a bulletin for many homes through a real Postfix, from the request until the last row is `sent`.

    CARERELAY_BINARY=build/release/carerelay tests/bench/mail_bench.py --homes 1000
"""

import argparse
import os
import pathlib
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve()
os.environ.setdefault("CARERELAY_BINARY", str(HERE.parents[2] / "build/release/carerelay"))
sys.path[:0] = [str(HERE.parents[1] / "system/channels"), str(HERE.parents[1] / "support"), str(HERE.parents[1] / "support/mail")]
from channel_kit import Office, mail_settings  # noqa: E402
from mail_ground import PASSWORD, MailGround, why_not  # noqa: E402


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--homes", type=int, default=1000)
    asked.add_argument("--connections", type=int, default=8)
    asked.add_argument("--rounds", type=int, default=3)
    asked = asked.parse_args()
    if why_not():
        sys.exit("not measured: " + why_not())
    with tempfile.TemporaryDirectory(prefix="carerelay-mail-bench-") as folder, MailGround(lifetime="1h") as ground:
        folder = pathlib.Path(folder)
        ground.add_user("care@trust.test")
        (folder / "secret").write_text(PASSWORD + "\n")
        office = Office(folder / "office", [f"manager{i}@sink.test" for i in range(asked.homes)], **mail_settings(
            ground.submission_port, ground.ca, folder / "secret", channels__email__connections=asked.connections,
            channels__email__burst=100000))
        office.relay.start()
        held = office.relay.connection()  # a new one for each look would cost more than many a mail

        def sent():
            channels = office.relay.call("GET", "/v1/channels", token=office.token, connection=held)[1]["channels"]
            return channels[0]["rows"].get("sent", 0)

        for number in range(asked.rounds):
            begun = time.monotonic()
            office.publish(f"Round {number}", homes=None)
            published = time.monotonic() - begun
            while sent() < asked.homes * (number + 1):
                time.sleep(0.05)
            took = time.monotonic() - begun
            print(f"{asked.homes} mails in {took:.2f} s, {asked.homes / took:.0f} a second, the request {published * 1000:.0f} ms; "
                  f"{asked.connections} connections", flush=True)
        office.relay.stop()


if __name__ == "__main__":
    main()
