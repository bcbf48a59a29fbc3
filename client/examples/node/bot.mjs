// A whole bot: joins by code, offers a verified floor, signs and ratifies what can be checked, keeps what binds it.
//
//   node bot.mjs ABCD-EFGH@192.168.1.5:8765 [--name N] [--seat S] [--token-file F]

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Session } from "./session.mjs";

const QUIET = 400; // ms without news after which we have nothing more to say in a negotiation
const FLOOR = 0.3; // the safety share that we ask of all, and keep

// ---------------------------------------------------------------------------------------------------------- the policy
// Pure functions of a view: what a seat says, signs and decides.

function opening(view) {
  const mine = view.treaties.filter((treaty) => treaty.phase !== "terminated");
  const bound = mine.some((treaty) => treaty.phase === "in_force" && binds(view, treaty));
  const offered = mine.some((treaty) => treaty.phase === "open" && checkable(treaty));
  if (bound || offered || !view.legal.includes("propose")) return [];
  const nations = view.seats.filter((seat) => seat.kind === "nation").map((seat) => seat.id);
  // A nation binds its labs; labs of no country, and all of them where there is one nation alone, are asked themselves.
  const labs = view.seats.filter((seat) => seat.kind === "lab" && (nations.length < 2 || !nations.includes(seat.home)));
  const parties = [...nations, ...labs.map((seat) => seat.id)];
  return [
    { kind: "message", text: "Let us all spend three tenths on safety, and let inspectors see that we do." },
    {
      kind: "propose",
      title: `Floor of round ${view.round}`,
      parties,
      clauses: [
        { kind: "safety_floor", level: FLOOR },
        { kind: "inspection", instrument: "on_site", rate: 0.5 },
        { kind: "sanction", fine: 0.2, supervision: true },
        { kind: "entry_into_force", count: Math.ceil(parties.length / 2) },
      ],
    },
  ];
}

function answer(view, treaty) {
  const invited = treaty.parties.includes(view.seat);
  const done = treaty.signed.includes(view.seat);
  if (!invited || treaty.phase === "terminated" || !checkable(treaty)) return [];
  const acts = done || treaty.phase !== "open" ? [] : [{ kind: "sign", treaty: treaty.id, version: treaty.version }];
  // For a nation a signature binds only once it is ratified at home; `chance` is stated where that is the next step.
  if (own(view).kind === "nation" && treaty.chance !== null && (done || acts.length)) {
    acts.push({ kind: "ratify", treaty: treaty.id });
  }
  return acts;
}

function vote(view, question) {
  return { kind: "vote", question: question.id, favour: question.about !== "challenge" };
}

function decision(view) {
  const floor = Math.max(FLOOR, ...view.obligations.filter((duty) => duty.what === "safety").map((duty) => duty.level));
  const isLab = own(view).kind === "lab";
  if (view.level === "basic") {
    return isLab ? { kind: "lab_card", posture: "careful" } : { kind: "nation_card", law: "light" };
  }
  if (isLab) return { kind: "lab", safety: Math.min(0.95, floor + 0.005), disclose: "overseer" };
  const last = view.reports.at(-1)?.findings ?? [];
  return { kind: "nation", protection: 0.5, sanctions: Object.fromEntries(last.map(({ lab }) => [lab, 0.5])) };
}

const own = (view) => view.seats.find((seat) => seat.id === view.seat);

function binds(view, treaty) {
  return treaty.members.includes(view.seat) || treaty.members.includes(own(view).home);
}

function checkable(treaty) {
  const clause = (kind) => treaty.clauses.find((one) => one.kind === kind);
  const floor = clause("safety_floor")?.level ?? 0;
  return floor > 0 && floor <= 0.6 && clause("inspection") !== undefined;
}

// ---------------------------------------------------------------------------------------------------------- the driver
// Asks the policy whenever the game asks the seat, each question once; orders stay in order.

class Driver {
  constructor(url, who, { onToken, log, exit }) {
    this.log = log;
    this.exit = exit;
    this.asked = new Set();
    this.busy = Promise.resolve();
    this.session = new Session(url, who, {
      onToken,
      log,
      onView: (view) => this.look(view),
      onNews: (news) => this.listen(news),
      onEnd: (reason) => exit(1, `The door is shut: ${reason}`),
    });
  }

  listen({ kind, data }) {
    if (kind === "message_sent" && data.sender !== this.session.view.seat) this.log(`${data.name}: ${JSON.stringify(data.text)}`);
    if (kind === "treaty_moved") this.log(`${data.treaty} is ${data.phase.replace("_", " ")}: ${data.members.join(", ")}`);
  }

  look(view) {
    clearTimeout(this.quiet);
    if (view.phase === "debrief" && view.debrief) {
      const score = view.debrief.scores[view.seat];
      this.session.close();
      this.exit(0, `The game is over: ${score?.toFixed(1)} for ${view.seat}; risk ${(100 * view.debrief.risk).toFixed(1)}%.`);
      return;
    }
    if (view.seat === null) return;
    this.busy = this.busy.then(() => this.act());
    this.quiet = setTimeout(() => { this.busy = this.busy.then(() => this.nothingMore()); }, QUIET);
  }

  async act() {
    const view = this.session.view;
    if (view.phase === "briefing") return this.nothingMore();
    if (view.phase === "negotiation") {
      if (this.first("open", view.round)) await this.send(view, opening(view));
      for (const treaty of this.session.view.treaties) {
        const now = this.session.view;
        if (this.first("draft", now.round, treaty.id, treaty.version)) await this.send(now, answer(now, treaty));
      }
      for (const question of this.session.view.questions.filter((one) => one.may_vote)) {
        if (this.first("vote", question.id)) await this.send(this.session.view, [vote(view, question)]);
      }
    }
    if (view.phase === "decision" && view.sealed === null && this.first("decide", view.round)) {
      const chosen = decision(view);
      await this.send(view, [{ kind: "seal", decision: chosen }]);
      this.log(`round ${view.round}: ${JSON.stringify(chosen)}`);
    }
    return undefined;
  }

  async nothingMore() {
    const view = this.session.view;
    if (view.ready || !view.legal.includes("ready")) return;
    if (this.first("ready", view.round, view.phase)) await this.send(view, [{ kind: "ready" }]);
  }

  first(...question) {
    const key = question.join("/");
    return !this.asked.has(key) && Boolean(this.asked.add(key));
  }

  async send(view, commands) {
    for (const command of commands) {
      const told = await this.session.command(command, view);
      // Stale: the phase ended while it was on its way, which is nobody's fault.
      if (told.type === "refused" && told.code !== "stale") {
        this.log(`refused: ${command.kind}: ${told.message} (${told.rule}, ${told.field})`);
      }
    }
  }
}

// ------------------------------------------------------------------------------------------------------ the command line

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    name: { type: "string", default: "node" },
    seat: { type: "string" },
    "token-file": { type: "string" },
  },
});
const [code, place = "127.0.0.1:8765"] = (positionals[0] ?? "").split("@");
if (!code) {
  console.error("usage: node bot.mjs CODE[@host:port] [--name N] [--seat S] [--token-file F]");
  process.exit(2);
}
const file = values["token-file"];
const token = file && existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
const url = /^wss?:/.test(place) ? place : `ws://${place}/`;

new Driver(url, { token, code, name: values.name, seat: values.seat ?? null }, {
  log: (line) => console.log(line),
  onToken: (fresh) => file && writeFileSync(file, fresh, { mode: 0o600 }),
  exit: (status, line) => {
    console.log(line);
    process.exitCode = status;
  },
});
