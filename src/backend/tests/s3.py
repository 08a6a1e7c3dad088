"""moto, which answers as S3 does, for tests: it takes things, refuses them or is slow, as it is told on its standard input. `puts 1`
refuses what is to be kept after the first, and takes everything else.

Prints `port N` once it listens, with a bucket `pictures` made.
"""

import logging
import sys
import threading
import time
import urllib.request

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

logging.getLogger("werkzeug").setLevel(logging.ERROR)
mode = "take"
puts = 0
inner = DomainDispatcherApplication(create_backend_app)


def app(environ, start_response):
    """S3 with trouble in front of it."""
    global puts
    full = False
    if mode.startswith("puts") and environ["REQUEST_METHOD"] == "PUT":
        puts += 1
        full = puts > int(mode.split()[1])
    if mode == "refuse" or full:
        start_response("503 Service Unavailable", [("Content-Type", "text/plain")])
        return [b"slow down"]
    if mode == "slow":
        time.sleep(1)
    return inner(environ, start_response)


server = make_server("127.0.0.1", 0, app, threaded=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{server.server_port}/pictures", method="PUT"))
print(f"port {server.server_port}", flush=True)
for line in sys.stdin:
    mode, puts = line.strip(), 0
    print(f"mode {mode}", flush=True)
