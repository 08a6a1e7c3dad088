import { expect } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSocket, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { output } from './surroundings';

const KEY = 'sk_test_0123456789';
const HOOK = 'whsec_0123456789';
type Form = Record<string, string>;

/** Answers as Stripe does to what a browser leads to, and stands in for its pages. */
export class FakeStripe {
  private readonly objects = new Map<string, any>();
  private readonly server: Server;
  /** Where events go. */
  hub = '';
  url = '';

  constructor() {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  async start(): Promise<void> {
    await new Promise<void>(listening => this.server.listen(0, '127.0.0.1', listening));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private make(prefix: string, object: object): any {
    const id = `${prefix}_${this.objects.size + 1}`;
    this.objects.set(id, { id, ...object });
    return this.objects.get(id);
  }

  private list(object: string, fits: (found: any) => boolean = () => true) {
    return { object: 'list', has_more: false, data: [...this.objects.values()].filter(found => found.object === object && fits(found)) };
  }

  /** Tells the hub, signed by Stripe's own library. */
  private async tell(type: string, object: object): Promise<void> {
    const event = this.make('evt', { object: 'event', type, data: { object } });
    const payload = JSON.stringify(event);
    const signature = new Stripe(KEY).webhooks.generateTestHeaderString({ payload, secret: HOOK });
    const body = { method: 'POST', body: payload, headers: { 'stripe-signature': signature } };
    const taken = await fetch(`${this.hub}/api/v1/webhooks/stripe`, body);
    expect(taken.status).toBe(200);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, this.url);
    let text = '';
    for await (const chunk of request) text += chunk;
    if (url.pathname === '/favicon.ico') return void response.writeHead(204).end();
    if (url.pathname.startsWith('/pages/')) return this.page(request.method!, url, response);
    const form: Form = Object.fromEntries(new URLSearchParams(request.method === 'GET' ? url.search : text));
    const found = this.carryOut(request.method!, url.pathname.split('/').slice(2), form);
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ?? { error: { type: 'invalid_request_error', code: 'resource_missing', message: 'No such thing' } }));
  }

  private carryOut(method: string, path: string[], form: Form): any {
    const id = path[path.length - 1];
    switch (`${method} ${path[0]} ${path.length}`) {
      case 'POST customers 1':
        return this.make('cus', { object: 'customer', email: form.email });
      case 'GET payment_methods 1':
        return this.list('payment_method', method => method.customer === form.customer);
      case 'GET checkout 2':
        return this.list('checkout.session', page => page.customer === form.customer && page.status === 'open');
      case 'POST checkout 2': {
        const page = this.make('cs', {
          object: 'checkout.session',
          mode: form.mode,
          customer: form.customer,
          client_reference_id: form.client_reference_id,
          amount: Number(form['line_items[0][price_data][unit_amount]']),
          back: form.success_url,
          cancel: form.cancel_url,
          status: 'open',
        });
        page.url = `${this.url}/pages/${page.id}`;
        return page;
      }
      case 'GET payment_intents 2':
        return this.objects.get(id);
      case 'POST accounts 1':
        return this.make('acct', { object: 'account', capabilities: {}, payouts_enabled: false });
      case 'GET accounts 2':
        return this.objects.get(id);
      case 'POST account_links 1':
        return { url: `${this.url}/pages/${form.account}?back=${encodeURIComponent(form.return_url)}` };
    }
  }

  /** A page of Stripe's: one button, which does what it is there for and leads back. */
  private async page(method: string, url: URL, response: ServerResponse): Promise<void> {
    const object = this.objects.get(url.pathname.split('/')[2]);
    const back = object.back ?? url.searchParams.get('back');
    if (method === 'POST') {
      await this.finish(object);
      response.writeHead(303, { location: back }).end();
      return;
    }
    const words = object.object === 'account' ? 'Give a bank' : object.mode === 'setup' ? 'Save a card' : `Pay ${object.amount} cents`;
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(`<!doctype html><title>Stripe</title><form method="post"><button>${words}</button></form><a href="${object.cancel}">Back</a>`);
  }

  private async finish(object: any): Promise<void> {
    if (object.object === 'account') {
      object.payouts_enabled = true;
      object.capabilities = { transfers: 'active' };
      object.external_accounts = { data: [{ bank_name: 'STRIPE TEST BANK', last4: '6789' }] };
      return this.tell('account.updated', object);
    }
    object.status = 'complete';
    if (object.mode === 'setup') {
      this.make('pm', { object: 'payment_method', customer: object.customer, card: { brand: 'visa', last4: '4242', exp_month: 8, exp_year: 2034 } });
    } else {
      const balance_transaction = this.make('txn', { object: 'balance_transaction', type: 'charge', amount: object.amount, fee: 197, currency: 'usd', created: 0 });
      const latest_charge = this.make('ch', { object: 'charge', balance_transaction });
      object.payment_intent = this.make('pi', { object: 'payment_intent', status: 'succeeded', latest_charge }).id;
      object.payment_status = 'paid';
    }
    return this.tell('checkout.session.completed', object);
  }
}

/** A hub of its own that pays through `stripe`; it has no demo data. */
export class Hub {
  private process?: ChildProcess;
  private readonly folder = mkdtempSync(join(tmpdir(), 'hub-'));
  url = '';

  async start(stripe: FakeStripe): Promise<void> {
    const { E2E_BINARY: binary, E2E_SITE: site } = process.env;
    expect(binary, 'E2E_BINARY and E2E_SITE are set by .ci/e2e').toBeTruthy();
    const port = await freePort();
    this.url = stripe.hub = `http://127.0.0.1:${port}`;
    copyFileSync(join(__dirname, '..', '..', 'Leptos.toml'), join(this.folder, 'Leptos.toml'));
    mkdirSync(output, { recursive: true });
    const log = openSync(join(output, 'stripe-hub.log'), 'w');
    this.process = spawn(binary!, ['serve'], {
      cwd: this.folder,
      stdio: ['ignore', log, log],
      env: {
        PATH: process.env.PATH,
        LEPTOS_SITE_ADDR: `127.0.0.1:${port}`,
        LEPTOS_SITE_ROOT: site,
        PUBLIC_URL: this.url,
        DATABASE_URL: 'mem://',
        RATE_LIMIT: 'off',
        STRIPE_SECRET_KEY: KEY,
        STRIPE_WEBHOOK_SECRET: HOOK,
        STRIPE_API_BASE: stripe.url,
      },
    });
    await expect
      .poll(() => fetch(`${this.url}/health/ready`).then(answer => answer.status, () => 0), { timeout: 120_000 })
      .toBe(200);
  }

  async stop(): Promise<void> {
    const gone = new Promise(resolve => this.process!.once('exit', resolve));
    this.process!.kill();
    await gone;
    rmSync(this.folder, { recursive: true });
  }
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const socket = createSocket().listen(0, '127.0.0.1', () => {
      const { port } = socket.address() as AddressInfo;
      socket.close(() => resolve(port));
    });
  });
}
