"""localstripe, a peer of Stripe's that others have written, for the gateway to be held against.

    peer.py EVENTS_URL WEBHOOK_SECRET

Prints `port N` once it listens, then the names of saved cards as its orders ask for them: a number of a card is answered with the
name of a payment method.
"""

import asyncio
import sys

from aiohttp import web
from localstripe.resources import PaymentIntent, PaymentMethod, Store
from localstripe.server import app
from localstripe.webhooks import register_webhook

# It would keep what it knows in a file that all of its processes share.
Store.dump_to_disk = lambda self: None

create = PaymentIntent._api_create.__func__


def create_without(cls, automatic_payment_methods=None, description=None, transfer_group=None, **known):
    """Stripe takes these, and localstripe refuses what it does not know."""
    return create(cls, **known)


PaymentIntent._api_create = classmethod(create_without)


async def main(events, secret):
    register_webhook("hub", events, secret, None)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(f"port {site._server.sockets[0].getsockname()[1]}", flush=True)
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        card = {"number": line.decode().strip(), "exp_month": "12", "exp_year": "2034", "cvc": "123"}
        print(PaymentMethod(type="card", card=card).id, flush=True)


asyncio.run(main(*sys.argv[1:]))
