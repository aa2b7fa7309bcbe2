"""A codec server over HTTPS: codec_server.py CERT KEY; prints its port.

Encodes a payload as {"encoding": "binary/test"} around its JSON. Refuses requests without
the Authorization `Bearer codec`, the header X-Team, or an X-Namespace.
"""

import base64
import http.server
import json
import ssl
import sys


def encode(p):
    return {
        "metadata": {"encoding": base64.b64encode(b"binary/test").decode()},
        "data": base64.b64encode(json.dumps(p).encode()).decode(),
    }


def decode(p):
    if base64.b64decode(p["metadata"].get("encoding", "")) != b"binary/test":
        return p
    return json.loads(base64.b64decode(p["data"]))


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        allowed = (
            self.headers.get("Authorization") == "Bearer codec"
            and self.headers.get("X-Team") == "a"
            and self.headers.get("X-Namespace")
        )
        change = {"/default/encode": encode, "/default/decode": decode}.get(self.path)
        if not allowed or change is None:
            self.send_error(403 if change else 404)
            return
        reply = json.dumps({"payloads": [change(p) for p in body["payloads"]]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_port, flush=True)
server.serve_forever()
