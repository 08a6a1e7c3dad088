//! Random lives of jobs through the real interface, beside a reference that knows nothing of ledgers: after every step both
//! say the same of everybody's money, and in the end the books are proven.

use crate::{
    harness::{Client, TestHub, hub_test},
    scenes::{claim, draft_with, finish, id, report},
};
use serde_json::{Value, json};

mod reference;

use reference::{Job, Reference, Seat, Work, fee};

const STEPS: usize = 70;
const HOUR: i64 = 3600;

/// Knuth's generator: a seed plays the same game every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }

    fn cents(&mut self, most: usize) -> i64 {
        i64::try_from(self.below(most)).unwrap() + 1
    }
}

struct Game<'a> {
    hub: &'a TestHub,
    clients: Vec<Client>,
    testers: Vec<Client>,
    admin: Client,
    dice: Dice,
    reference: Reference,
}

impl Game<'_> {
    /// A seat in a state, if there is one.
    fn pick(&mut self, wanted: fn(Seat) -> bool) -> Option<(usize, usize)> {
        let jobs = self.reference.jobs.iter().enumerate();
        let all: Vec<_> = jobs
            .flat_map(|(at, job)| job.work.iter().enumerate().map(move |(n, work)| (at, n, work.seat)))
            .filter(|(_, _, seat)| wanted(*seat))
            .collect();
        if all.is_empty() {
            return None;
        }
        let (at, n, _) = all[self.dice.below(all.len())];
        Some((at, n))
    }

    fn pick_job(&mut self, wanted: impl Fn(&Job) -> bool) -> Option<usize> {
        let all: Vec<_> = (0..self.reference.jobs.len())
            .filter(|at| wanted(&self.reference.jobs[*at]))
            .collect();
        (!all.is_empty()).then(|| all[self.dice.below(all.len())])
    }

    async fn step(&mut self) {
        match self.dice.below(16) {
            0 | 1 => self.publish().await,
            2..=4 => self.claim().await,
            5..=7 => self.hand_in().await,
            8 | 9 => self.approve().await,
            10 => self.reject().await,
            11 => self.dispute_or_rule().await,
            12 => self.stop_or_release().await,
            13 => self.top_up().await,
            14 => self.move_own_money().await,
            _ => self.pass_time().await,
        }
    }

    async fn publish(&mut self) {
        let (client, price, slots) = (self.dice.below(2), self.dice.cents(4000), self.dice.cents(4));
        let total = price * slots + fee(price * slots);
        let by_balance = self.reference.balances[client] >= total;
        let who = &self.clients[client];
        let job = draft_with(who, json!({"price_cents": price, "slots": slots})).await;
        let method = if by_balance { "balance" } else { "pm_card_visa" };
        who.post(&format!("/jobs/{job}/publish"), json!({"payment_method": method}))
            .await
            .ok(200);
        if by_balance {
            self.reference.balances[client] -= total;
        }
        self.reference.jobs.push(Job {
            id: job,
            client,
            slots,
            settled: 0,
            price,
            fee_left: fee(price * slots),
            on_card: if by_balance { 0 } else { total },
            to_balance: false,
            stopped: false,
            work: Vec::new(),
        });
    }

    async fn claim(&mut self) {
        let tester = self.dice.below(3);
        let free = |job: &Job| {
            let again = job
                .work
                .iter()
                .any(|work| work.tester == tester && work.seat != Seat::Freed);
            !job.stopped && job.taken() < job.slots && !again
        };
        let Some(at) = self.pick_job(free) else { return };
        let seat = claim(&self.testers[tester], &self.reference.jobs[at].id).await;
        let submission = report(&self.testers[tester], &seat).await;
        let contract = self.reference.jobs[at].price;
        self.reference.jobs[at].work.push(Work {
            tester,
            claim: seat,
            submission,
            contract,
            seat: Seat::Working,
        });
    }

    async fn hand_in(&mut self) {
        let Some((at, n)) = self.pick(|seat| seat == Seat::Working) else {
            return;
        };
        let work = &mut self.reference.jobs[at].work[n];
        finish(&self.testers[work.tester], &work.submission).await;
        work.seat = Seat::Waiting {
            since: self.reference.now,
        };
    }

    /// Who owns the job, and the address of the work.
    fn desk(&self, at: usize, n: usize, what: &str) -> (Client, String) {
        let job = &self.reference.jobs[at];
        let path = format!("/submissions/{}/{what}", id(&job.work[n].submission));
        (self.clients[job.client].clone(), path)
    }

    async fn approve(&mut self) {
        let Some((at, n)) = self.pick(|seat| matches!(seat, Seat::Waiting { .. })) else {
            return;
        };
        let (client, path) = self.desk(at, n, "approve");
        client.post(&path, json!({"rating": 5})).await.ok(200);
        let (tester, contract) = (
            self.reference.jobs[at].work[n].tester,
            self.reference.jobs[at].work[n].contract,
        );
        self.reference.jobs[at].work[n].seat = Seat::Settled { approved: true };
        self.reference.settle(at, tester, contract);
    }

    async fn reject(&mut self) {
        let Some((at, n)) = self.pick(|seat| matches!(seat, Seat::Waiting { .. })) else {
            return;
        };
        let (client, path) = self.desk(at, n, "reject");
        client
            .post(&path, json!({"reason": "incomplete", "comment": "No"}))
            .await
            .ok(200);
        self.reference.jobs[at].work[n].seat = Seat::Rejected {
            since: self.reference.now,
        };
    }

    async fn dispute_or_rule(&mut self) {
        if let Some((at, n)) = self.pick(|seat| matches!(seat, Seat::Rejected { .. })) {
            let (_, path) = self.desk(at, n, "dispute");
            let work = &mut self.reference.jobs[at].work[n];
            self.testers[work.tester]
                .post(&path, json!({"comment": "It is right"}))
                .await
                .ok(201);
            work.seat = Seat::Disputed;
        } else if let Some((at, n)) = self.pick(|seat| seat == Seat::Disputed) {
            let work = &self.reference.jobs[at].work[n];
            let (tester, contract) = (work.tester, work.contract);
            let pay = self.dice.cents(usize::try_from(contract).unwrap() + 1) - 1;
            let path = format!(
                "/admin/disputes/{}/rule",
                id(&self.reference.jobs[at].work[n].submission)
            );
            self.admin
                .post(&path, json!({"pay_cents": pay, "comment": "So"}))
                .await
                .ok(200);
            self.reference.jobs[at].work[n].seat = Seat::Settled { approved: pay > 0 };
            self.reference.settle(at, tester, pay);
        }
    }

    async fn stop_or_release(&mut self) {
        if self.dice.below(2) == 0 {
            // A job all of whose seats are handed in has nothing left to stop.
            let open = |job: &Job| {
                let done = job
                    .work
                    .iter()
                    .filter(|work| !matches!(work.seat, Seat::Working | Seat::Freed))
                    .count();
                !job.stopped && i64::try_from(done).unwrap() < job.slots
            };
            let Some(at) = self.pick_job(open) else { return };
            let to_balance = self.dice.below(2) == 0;
            let to = if to_balance { "balance" } else { "card" };
            let job = &self.reference.jobs[at];
            self.clients[job.client]
                .act(&format!("/jobs/{}/cancel?refund_to={to}", job.id))
                .await
                .ok(200);
            self.reference.stop(at, to_balance);
        } else if let Some((at, n)) = self.pick(|seat| seat == Seat::Working) {
            let work = &self.reference.jobs[at].work[n];
            self.testers[work.tester]
                .act(&format!("/claims/{}/release", work.claim))
                .await
                .ok(200);
            self.reference.free(at, n);
        }
    }

    async fn top_up(&mut self) {
        let (more, raise) = (self.dice.cents(2), self.dice.cents(300) - 1);
        let running = |job: &Job| !job.stopped && job.settled < job.slots;
        let Some(at) = self.pick_job(running) else { return };
        let job = &mut self.reference.jobs[at];
        let (slots, price) = (job.slots + more, job.price + raise);
        let body = json!({"payment_method": "pm_card_visa", "slots": slots, "price_cents": price});
        self.clients[job.client]
            .post(&format!("/jobs/{}/top-up", job.id), body)
            .await
            .ok(200);
        let pay = price * (slots - job.settled) - job.price * (job.slots - job.settled);
        job.fee_left += fee(pay);
        job.on_card += pay + fee(pay);
        (job.slots, job.price) = (slots, price);
    }

    async fn move_own_money(&mut self) {
        let amount = self.dice.cents(3000) + 99;
        match self.dice.below(3) {
            0 => {
                let client = self.dice.below(2);
                let body = json!({"amount_cents": amount, "payment_method": "pm_card_visa"});
                self.clients[client].post("/wallet/top-ups", body).await.ok(201);
                self.reference.balances[client] += amount;
            }
            1 => {
                let tester = self.dice.below(3);
                let asked = self.testers[tester]
                    .post("/wallet/payouts", json!({"amount_cents": amount}))
                    .await;
                if amount <= self.reference.available[tester] {
                    asked.ok(201);
                    self.reference.available[tester] -= amount;
                } else {
                    asked.refused(409, "insufficient_funds");
                }
            }
            _ => {
                let Some((at, n)) = self.pick(|seat| seat == Seat::Settled { approved: true }) else {
                    return;
                };
                let (client, path) = self.desk(at, n, "tip");
                client
                    .post(&path, json!({"amount_cents": amount, "payment_method": "pm_card_visa"}))
                    .await
                    .ok(201);
                let tester = self.reference.jobs[at].work[n].tester;
                self.reference.available[tester] += amount;
            }
        }
    }

    async fn pass_time(&mut self) {
        self.reference.now += 25 * HOUR;
        self.hub.pass_hours(25).await;
        self.reference.tick();
        for person in self
            .clients
            .iter_mut()
            .chain(&mut self.testers)
            .chain([&mut self.admin])
        {
            *person = self.hub.renew(person).await;
        }
    }

    async fn compare(&self, step: usize) {
        let cents = |wallet: &Value| {
            ["available_cents", "pending_cents", "held_cents", "balance_cents"]
                .map(|name| wallet[name].as_i64().unwrap())
        };
        for (n, tester) in self.testers.iter().enumerate() {
            let wallet = tester.get("/wallet").await.ok(200);
            let expected = [self.reference.available[n], self.reference.pending(n), 0, 0];
            assert_eq!(cents(&wallet), expected, "tester {n} after step {step}");
        }
        for (n, client) in self.clients.iter().enumerate() {
            let wallet = client.get("/wallet").await.ok(200);
            let expected = [0, 0, self.reference.held(n), self.reference.balances[n]];
            assert_eq!(cents(&wallet), expected, "client {n} after step {step}");
        }
    }
}

async fn play(seed: u64) {
    hub_test(async |hub| {
        let mut game = Game {
            hub,
            clients: vec![hub.client("Clara").await, hub.client("Carl").await],
            testers: vec![
                hub.tester("Tom").await,
                hub.tester("Tia").await,
                hub.tester("Tim").await,
            ],
            admin: hub.person("Ada", domain::users::Role::Admin).await,
            dice: Dice(seed),
            reference: Reference::default(),
        };
        for step in 0..STEPS {
            game.step().await;
            game.compare(step).await;
        }
        hub.work().await;
        game.compare(STEPS).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn random_lives_one() {
    play(0x5eed_0001).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn random_lives_two() {
    play(0x5eed_0002).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn random_lives_three() {
    play(0x5eed_0003).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn random_lives_four() {
    play(0x5eed_0004).await;
}
