// Signs bodies as Stripe's own library for Node does: a line of JSON {payload, secret, timestamp} each, answered by the header.
//     sign.mjs end2end/package.json
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const Stripe = createRequire(process.argv[2])("stripe");
const { webhooks } = new (Stripe.default ?? Stripe)("sk_test_0123456789");
for await (const line of createInterface({ input: process.stdin })) {
    console.log(webhooks.generateTestHeaderString(JSON.parse(line)));
}
