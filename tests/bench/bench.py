#!/usr/bin/python3
"""Measures the relay against the floor, side by side in one run.

    tests/bench/bench.py --build build/release [--homes 10000] [--rounds 5] [--json] [--skip-callgrind]

Both servers hold their connections at the same time and take turns, so that whatever else the machine does falls on
both. CPU is the server process's own user and system time. Exit 1 when a figure is outside its limit, 2 for wrong usage.
"""
import argparse
import json
import pathlib
import re
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from relay_process import Relay, make_certificate  # noqa: E402

LIMITS = {  # figure: (limit, what it is)
    "cpu_ratio": (2.0, "CPU per delivery, times the floor's"),
    "recorded_ratio": (2.0, "time until all receipts are recorded, times the floor's"),
    "idle_kib": (24.0, "KiB of resident memory per idle connection"),
    "storm_missed": (0, "entries missed after 10,000 reconnect at once"),
    "storm_doubled": (0, "entries that came twice after 10,000 reconnect at once"),
}


class Lines:
    """A child that obeys lines and answers with JSON lines."""

    def __init__(self, *command):
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def say(self, line):
        self.child.stdin.write(line + "\n")
        self.child.stdin.flush()

    def hear(self):
        line = self.child.stdout.readline()
        if not line:
            raise SystemExit(f"bench: {self.child.args[0]} ended without an answer")
        return json.loads(line)

    def ask(self, line):
        self.say(line)
        return self.hear()

    def end(self):
        self.child.kill()
        self.child.wait()


def progress(text):
    print(f"  {text}", file=sys.stderr, flush=True)


def cpu_ms(pid):
    total = 0
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        try:
            total += int((task / "schedstat").read_text().split()[0])
        except FileNotFoundError:
            pass
    return total / 1e6


def resident_kib(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text()).group(1))


class LoadedRelay(Relay):
    """A relay with COUNT homes, one device each, and a publisher."""

    def __init__(self, build, folder, count, wrap=(), **settings):
        super().__init__(f"{build}/carerelay", folder, wrap, limits__per_source_connections=20000,
                         limits__per_source_new_per_minute=1000000, limits__http_per_minute=100000,
                         approval__persons=1, **settings)
        self.keys = f"{self.folder}/keys"
        seeded = subprocess.run([f"{build}/tests/bench_seed", self.store, str(count), self.keys],
                                check=True, capture_output=True, text=True)
        self.token = json.loads(seeded.stdout)["token"]
        self.reference = 0
        self.start()
        self.http = self.connection()

    @property
    def pid(self):
        return self.child.pid

    def publish(self):
        self.reference += 1
        body = {
            "kind": "guidance_bulletin", "msg_type": "alert", "status": "actual", "scope": "public",
            "urgency": "expected", "severity": "moderate", "topic": "bench",
            "audience": {"everyone": True}, "reference": f"bench-{self.reference}",
            "info": [{"language": "en-GB", "headline": f"Bulletin {self.reference} for the benchmark",
                      "description": "x" * 1450}],
        }
        status, answer = self.call("POST", "/v1/messages", body, self.token, connection=self.http)
        if status != 201:
            raise SystemExit(f"bench: publish answered {status}: {answer}")
        return answer


def settle(pid):
    """Waits until the process has gone quiet, so that one round's tail is not counted in the next."""
    last = cpu_ms(pid)
    while True:
        time.sleep(0.25)
        now = cpu_ms(pid)
        if now - last < 15:
            return
        last = now


def floor_round(floor, swarm, seq, count):
    before = floor.ask("stats")
    floor.say("go")
    swarm.ask(f"wait delivered {seq}")
    while True:
        after = floor.ask("stats")
        if after["recorded"] >= count * seq:
            break
        time.sleep(0.005)
    return {"cpu_us": (after["cpu_ms"] - before["cpu_ms"]) * 1000 / count,
            "recorded_ms": after["last_commit_ms"] - after["started_ms"],
            "written_ms": after["written_ms"] - after["started_ms"]}


def relay_round(relay, swarm, seq, count):
    settle(relay.pid)
    cpu, start = cpu_ms(relay.pid), time.clock_gettime(time.CLOCK_MONOTONIC) * 1000
    relay.publish()
    answered = time.clock_gettime(time.CLOCK_MONOTONIC) * 1000
    delivered = swarm.ask(f"wait delivered {seq}")
    recorded = swarm.ask(f"wait recorded {seq}")
    settle(relay.pid)
    return {"cpu_us": (cpu_ms(relay.pid) - cpu) * 1000 / count,
            "accepted_ms": answered - start,
            "delivered_ms": delivered["last_delivered_ms"] - start,
            "recorded_ms": recorded["last_recorded_ms"] - start}


def median(rounds, key):
    return round(statistics.median(r[key] for r in rounds), 2)


SLOW_MOTION = {  # under callgrind everything takes some fifty times as long: clocks that would cut or split must not
    "store__group_ms": 1000, "stream__heartbeat_ms": 600000, "stream__pong_ms": 600000, "stream__hello_ms": 600000,
    "stream__slow_ms": 600000}


def instructions(build, folder, homes=512):
    """User-space instructions per delivery by callgrind: the difference of two runs that differ in broadcasts only."""
    totals = {}
    for broadcasts in (2, 6):
        out = f"{folder}/callgrind-{broadcasts}"
        relay = LoadedRelay(build, f"{folder}/cg{broadcasts}", homes,
                            wrap=("valgrind", "--tool=callgrind", f"--callgrind-out-file={out}"), **SLOW_MOTION)
        swarm = Lines(f"{build}/tests/bench_swarm", str(relay.port), str(homes), relay.keys, "localhost")
        swarm.ask("connect")
        for seq in range(1, broadcasts + 1):
            relay.publish()
            swarm.ask(f"wait recorded {seq}")
        lost = swarm.ask("stats")["lost_connections"]
        if lost:
            raise SystemExit(f"bench: {lost} connections were lost under callgrind, the count would be of their return")
        relay.stop(patience=120)
        swarm.end()
        totals[broadcasts] = int(re.search(r"Collected\s*:\s*(\d+)", open(relay.log).read()).group(1))
    return round((totals[6] - totals[2]) / (4 * homes))


def measure(args, folder):
    count = args.homes
    figures = {"homes": count, "rounds": args.rounds}
    make_certificate(folder)
    progress("starting the floor and the relay")
    floor = Lines(f"{args.build}/tests/bench_floor", f"{folder}/cert.pem", f"{folder}/key.pem", f"{folder}/floor.db")
    ready = floor.hear()
    relay = LoadedRelay(args.build, f"{folder}/relay", count)
    relay_empty = resident_kib(relay.pid)
    floor_swarm = Lines(f"{args.build}/tests/bench_swarm", str(ready["port"]), str(count))
    relay_swarm = Lines(f"{args.build}/tests/bench_swarm", str(relay.port), str(count), relay.keys, "localhost")
    try:
        progress(f"connecting {count} homes to each")
        floor_swarm.ask("connect")
        figures["floor_idle_kib"] = round((floor.ask("stats")["resident_kib"] - ready["resident_kib"]) / count, 2)
        cpu = cpu_ms(relay.pid)
        connected = relay_swarm.ask("connect")
        figures["connect_cpu_us"] = round((cpu_ms(relay.pid) - cpu) * 1000 / count, 1)
        figures["connect_ms"] = connected["ms"]
        time.sleep(1)
        figures["idle_kib"] = round((resident_kib(relay.pid) - relay_empty) / count, 2)
        floors, relays = [], []
        for seq in range(1, args.rounds + 1):
            floors.append(floor_round(floor, floor_swarm, seq, count))
            relays.append(relay_round(relay, relay_swarm, seq, count))
            progress(f"round {seq}: floor {floors[-1]['cpu_us']:.1f} us, relay {relays[-1]['cpu_us']:.1f} us a delivery")
        figures["loaded_kib"] = round((resident_kib(relay.pid) - relay_empty) / count, 2)
        figures["floor"] = {k: median(floors, k) for k in floors[0]}
        figures["relay"] = {k: median(relays, k) for k in relays[0]}
        figures["cpu_ratio"] = round(figures["relay"]["cpu_us"] / figures["floor"]["cpu_us"], 3)
        figures["recorded_ratio"] = round(figures["relay"]["recorded_ms"] / figures["floor"]["recorded_ms"], 3)
        progress("everyone goes away, three bulletins are published, everyone comes back")
        relay_swarm.ask("drop")
        settle(relay.pid)
        for _ in range(3):
            relay.publish()
        settle(relay.pid)
        cpu = cpu_ms(relay.pid)
        back = relay_swarm.ask("connect")
        last = relay_swarm.ask(f"wait recorded {args.rounds + 3}")
        figures["storm_ms"] = round(last["last_recorded_ms"] - back["started_ms"], 1)
        figures["storm_cpu_ms"] = round(cpu_ms(relay.pid) - cpu, 1)
        stats = relay_swarm.ask("stats")
        figures["storm_missed"] = stats["missed"] + (last["of"] - last["recorded"])
        figures["storm_doubled"] = stats["doubled"]
        figures["lost_connections"] = stats["lost_connections"]
    finally:
        for child in (floor_swarm, relay_swarm, floor):
            child.end()
        relay.stop(signal.SIGKILL)
    if not args.skip_callgrind:
        progress("counting instructions with callgrind (about a minute)")
        figures["instructions_per_delivery"] = instructions(args.build, folder)
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build/release")
    parser.add_argument("--homes", type=int, default=10000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="print one object and nothing else on standard output")
    parser.add_argument("--skip-callgrind", action="store_true")
    args = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if args.homes > hard - 100:
        parser.error(f"--homes {args.homes}: this machine allows {hard} descriptors a process")
    folder = tempfile.mkdtemp(prefix="carerelay-bench-")
    try:
        figures = measure(args, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    over = [f"{name} is {figures[name]}, limit {limit}: {what}" for name, (limit, what) in LIMITS.items()
            if figures[name] > limit]
    figures["within_limits"] = not over
    if args.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:28} {value}")
        print("\n".join(over) or "every figure is within its limit")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
