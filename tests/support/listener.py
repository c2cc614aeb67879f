"""`carerelay listen` as a child process, for tests that look over a home's shoulder."""
import json
import os
import subprocess
import threading
import time


class Listener:
    """`carerelay listen --json`, its events as they come."""

    def __init__(self, *arguments):
        self.child = subprocess.Popen([os.environ["CARERELAY_BINARY"], "listen", "--json", *arguments], stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.events, self.changed, self.seen, self.shown = [], threading.Condition(), 0, ""
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        for line in self.child.stdout:
            with self.changed:
                if line.startswith("{"):
                    self.events.append(json.loads(line))
                else:
                    self.shown += line
                self.changed.notify_all()
        with self.changed:
            self.changed.notify_all()

    def until(self, test, what, patience=20):
        """The next event that passes; those before it are passed over."""
        deadline = time.monotonic() + patience
        with self.changed:
            while True:
                while self.seen < len(self.events):
                    event = self.events[self.seen]
                    self.seen += 1
                    if test(event):
                        return event
                if time.monotonic() > deadline or not self.changed.wait(deadline - time.monotonic()):
                    raise AssertionError(f"no {what} in {patience} s: {self.events}")

    def result(self):
        return self.until(lambda e: e["event"] == "result", "result")

    def type(self, line):
        self.child.stdin.write(line + "\n")
        self.child.stdin.flush()

    def end(self):
        if self.child.poll() is None:
            self.child.stdin.write("quit\n")
            self.child.stdin.flush()
        self.child.wait(20)
        self.thread.join(5)
        for pipe in (self.child.stdin, self.child.stdout, self.child.stderr):
            pipe.close()
