"""A service over HTTPS that is played: what the fakes of this folder stand on."""
import http.server
import json
import socket
import ssl
import threading
import urllib.parse


class Refused(Exception):
    """The answer is this one instead."""

    def __init__(self, status, body, headers=None):
        super().__init__(status)
        self.status, self.body, self.headers = status, body, headers or {}


class Silence(Exception):
    """No answer; the connection is cut."""


class PlayedService:
    """Answers what `answer(method, path, query, headers, body)` gives: (status, body as an object)."""

    def __init__(self, certificate, key):
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def run(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                path, _, query = self.path.partition("?")
                with service.lock:
                    service.calls.append((self.command, path))
                    service.heard += self.path.encode() + str(self.headers).encode() + body + b"\n"
                try:
                    status, said = service.answer(self.command, path, dict(urllib.parse.parse_qsl(query)), self.headers,
                                                  body)
                    headers = {}
                except Refused as no:
                    status, said, headers = no.status, no.body, no.headers
                except Silence:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                text = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(text)

            do_GET = do_POST = do_DELETE = run

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass  # a client that went away is no news here

        self.lock = threading.Lock()
        self.calls = []
        self.heard = b""  # every byte that came, as it was before TLS
        self.server = Server(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"https://localhost:{self.port}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, method, path, query, headers, body):
        raise NotImplementedError


def tell(relay, path, body, headers):
    """A call of the service to the relay; gives status and body."""
    connection = relay.connection()
    connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer.status, text
