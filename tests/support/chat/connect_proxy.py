"""A proxy that passes on what is encrypted (CONNECT) and nothing else: every name leads to one port of this machine.

    with ConnectProxy(port, password="relay:word") as proxy:
        ... proxy.url, proxy.asked ...
"""

import base64
import socket
import threading


class ConnectProxy:
    def __init__(self, leads_to, password=None):
        self.leads_to, self.password = leads_to, password
        self.asked, self.passed_on = [], bytearray()  # what it was asked for, and every byte that went through
        self.tunnels = []
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.close()

    def cut(self):
        """Ends every tunnel: what is kept for the next call would lead to where the last one went."""
        with self.lock:
            ended, self.tunnels = self.tunnels, []
        for one in ended:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def _accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near):
        with near:
            head = b""
            while b"\r\n\r\n" not in head:
                more = near.recv(4096)
                if not more:
                    return
                head += more
            first, *lines = head.decode("latin-1").split("\r\n")
            method, target, _ = first.split(" ")
            with self.lock:
                self.asked.append((method, target))
            wanted = self.password and "Basic " + base64.b64encode(self.password.encode()).decode()
            if wanted and f"Proxy-Authorization: {wanted}" not in lines:
                near.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n"
                             b"Content-Length: 0\r\n\r\n")
                return
            if method != "CONNECT":
                near.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
                return
            with socket.create_connection(("127.0.0.1", self.leads_to)) as far:
                with self.lock:
                    self.tunnels += [near, far]
                near.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                back = threading.Thread(target=self._carry, args=(far, near), daemon=True)
                back.start()
                self._carry(near, far)
                back.join()

    def _carry(self, source, sink):
        try:
            while data := source.recv(65536):
                with self.lock:
                    self.passed_on += data
                sink.sendall(data)
        except OSError:
            pass
        try:
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass
