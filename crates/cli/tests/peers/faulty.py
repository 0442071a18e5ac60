"""A server that fails in front of a sound one: `faulty.py PORT SERVER WORDS`.

SERVER is host:port. The file WORDS is read with every request:

no-calendars     every wish for a new calendar is refused with 403
fails:WORD       resources whose text holds WORD come with status 500
lost             what is written arrives, and the answer does not
"""

import http.client
import http.server
import re
import sys

port, server, words = int(sys.argv[1]), sys.argv[2], sys.argv[3]
# Answers are looked into: they have to come unpacked.
NOT_SENT = ("host", "content-length", "accept-encoding")
DROPPED = ("content-length", "transfer-encoding", "connection")


def failing(word, text):
    def response(match):
        if word not in match[0].replace(b"\n ", b"").replace(b"\r", b""):
            return match[0]
        href = re.search(rb"<(\w+:)?href>.*?</(\w+:)?href>", match[0], re.S)[0]
        return b"<response>" + href + b"<status>HTTP/1.1 500 Internal Server Error</status></response>"

    return re.sub(rb"<response>.*?</response>", response, text, flags=re.S)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def reply(self, status, body=b"", headers=()):
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def forward(self):
        with open(words) as file:
            modes = file.read().split()
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        makes = self.command == "MKCALENDAR" or (self.command == "PUT" and self.path.endswith("/"))
        if "no-calendars" in modes and makes:
            return self.reply(403)
        if self.command == "GET" and self.path.endswith("/"):
            return self.reply(405)
        connection = http.client.HTTPConnection(server)
        sent = {name: value for name, value in self.headers.items() if name.lower() not in NOT_SENT}
        connection.request(self.command, self.path, body, sent)
        answer = connection.getresponse()
        text = answer.read()
        if "lost" in modes and self.command in ("PUT", "DELETE"):
            self.close_connection = True
            return None
        for mode in modes:
            if mode.startswith("fails:") and self.command == "REPORT" and b"multiget" in body:
                text = failing(mode.removeprefix("fails:").encode(), text)
        headers = [(name, value) for name, value in answer.getheaders() if name.lower() not in DROPPED]
        return self.reply(answer.status, text, headers)

    do_GET = do_PUT = do_DELETE = do_PROPFIND = do_REPORT = do_MKCALENDAR = do_PROPPATCH = do_OPTIONS = forward


http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
