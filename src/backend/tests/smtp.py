"""A mail server for tests: takes mail, refuses it, or says nothing, as it is told on its standard input.

Prints `port N` once it listens, then a line of JSON for each mail that it took.
"""

import asyncio
import json
import sys

from aiosmtpd.smtp import SMTP


class Handler:
    """What is done with a mail; `mode` is changed from outside."""

    mode = "take"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 (the library's name)
        if self.mode == "refuse":
            return "451 Try again later"
        if self.mode == "hang":
            await asyncio.sleep(3600)
        mail = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "text": envelope.content.decode("utf-8")}
        print(json.dumps(mail), flush=True)
        return "250 Taken"


async def main():
    handler = Handler()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(handler, enable_SMTPUTF8=True), "127.0.0.1", 0)
    print(f"port {server.sockets[0].getsockname()[1]}", flush=True)
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        handler.mode = line.decode().strip()
        print(f"mode {handler.mode}", flush=True)


asyncio.run(main())
