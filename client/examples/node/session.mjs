// The client's half of the protocol (docs/protocol/README.md): says hello, keeps the newest view, comes back after every
// break that is not final, and sends again what nobody has answered. It knows nothing of how to play.

import { randomBytes } from "node:crypto";
import WebSocket from "ws";

const PROTOCOL = 1;
const FINAL = new Set([1008, 4001, 4003]); // after these a client that came back would meet the same answer
const LATER = new Set(["rate", "frozen"]); // refusals that judged nothing: send the same frame again
const SILENCE = 30_000; // ms without a word from the server before we ask; as long again, and the line is dead
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 8_000;

// What these kinds of news change in a view; all others bring a whole view, now or at the end of their batch.
const FOLDS = {
  sealed: (view, data) => ({
    ...view, sealed: data.decision, standing: data.decision, commitment_of_decision: data.commitment,
  }),
  unsealed: (view) => ({ ...view, sealed: null, commitment_of_decision: null }),
  readied: (view, data) => ({ ...view, ready: data.ready }),
  deadline_moved: (view, data) => ({ ...view, deadline: data.deadline }),
};

export class Session {
  // who: {token} or {code, name, seat}. onNews(news, view): one event, in order; the view is as of it.
  // onView(view): there is a newer view. onEnd(reason): final. onToken(token): keep it, it is you.
  constructor(url, who, { onView, onNews = () => {}, onEnd, onToken = () => {}, log = () => {} }) {
    this.url = url;
    this.token = who.token ?? null;
    this.invitation = who;
    this.on = { view: onView, news: onNews, end: onEnd, token: onToken };
    this.log = log;
    this.view = null;
    this.since = null; // number of the last news that we have
    this.audience = null; // the stream that it counts
    this.clock = 0; // seconds to add to our clock to get the server's
    this.live = false;
    this.waiting = new Map(); // command_id → {frame, resolve}: sent, and not answered yet
    this.prefix = randomBytes(6).toString("hex");
    this.count = 0;
    this.failures = 0;
    this.why = "";
    this.over = false;
    this.connect();
  }

  // Seconds until the deadline of this phase, by the server's clock; Infinity where there is none.
  secondsLeft() {
    return this.view?.deadline == null ? Infinity : this.view.deadline - (Date.now() / 1000 + this.clock);
  }

  // Send a command for the moment that `view` shows; resolves to the ack or the refusal.
  command(command, view = this.view) {
    this.count += 1;
    const command_id = `${this.prefix}-${this.count}`;
    const frame = JSON.stringify({ type: "command", command_id, round: view.round, phase: view.phase, command });
    return new Promise((resolve) => {
      this.waiting.set(command_id, { frame, resolve });
      if (this.live) this.socket.send(frame);
    });
  }

  close() {
    this.over = true;
    clearInterval(this.keepalive);
    this.socket.close(1000);
  }

  connect() {
    this.live = false;
    const socket = new WebSocket(this.url, { perMessageDeflate: false, handshakeTimeout: 15_000 });
    this.socket = socket;
    let heard = Date.now();
    socket.on("open", () => socket.send(JSON.stringify(this.hello())));
    socket.on("ping", () => { heard = Date.now(); });
    socket.on("message", (text) => {
      heard = Date.now();
      this.received(JSON.parse(text));
    });
    socket.on("error", (fault) => { this.why = fault.message; });
    socket.on("close", (code, reason) => this.closed(socket, code, reason.toString()));
    clearInterval(this.keepalive);
    this.keepalive = setInterval(() => {
      if (Date.now() - heard > 2 * SILENCE) socket.terminate();
      else if (Date.now() - heard > SILENCE && this.live) socket.send('{"type":"ping"}');
    }, SILENCE / 2);
  }

  hello() {
    const { code, name, seat = null } = this.invitation;
    if (this.token === null) return { type: "hello", protocol: PROTOCOL, code, name, seat, bot: true };
    const resume = this.since === null ? {} : { since: this.since, audience: this.audience };
    return { type: "hello", protocol: PROTOCOL, token: this.token, ...resume };
  }

  received(frame) {
    switch (frame.type) {
      case "welcome": return this.welcomed(frame);
      case "news": return this.heard(frame);
      case "ack": return this.answered(frame);
      case "refused": return this.refused(frame);
      default: return undefined; // pong, and whatever is newer than this program
    }
  }

  welcomed(frame) {
    const again = !this.live; // else: our seat changed in mid-connection, and what we sent is still under way
    this.live = true;
    this.failures = 0;
    this.since = frame.seq;
    this.audience = frame.audience;
    this.clock = frame.server_time - Date.now() / 1000;
    this.view = frame.view;
    if (frame.token !== null) {
      this.token = frame.token;
      this.on.token(frame.token);
    }
    this.log(`${frame.resumed ? "back" : "here"} as ${frame.seat ?? "a guest of the lobby"}`);
    if (frame.resumed) for (const { news } of frame.history) this.on.news(news, this.view);
    if (again) for (const { frame: text } of this.waiting.values()) this.socket.send(text);
    this.on.view(this.view);
  }

  heard({ seq, news, view }) {
    if (seq <= this.since) return; // a repetition
    if (seq !== this.since + 1) {
      this.socket.close(4000, "a number is missing"); // come back and be given it
      return;
    }
    this.since = seq;
    this.view = view ?? FOLDS[news.kind]?.(this.view, news.data) ?? this.view;
    this.on.news(news, this.view);
    this.on.view(this.view);
  }

  answered(frame) {
    this.waiting.get(frame.command_id)?.resolve(frame);
    this.waiting.delete(frame.command_id);
  }

  refused(frame) {
    if (frame.command_id === "") {
      this.why = frame.message; // of the hello; the close follows
      return;
    }
    const command = this.waiting.get(frame.command_id);
    if (command && LATER.has(frame.code)) {
      setTimeout(() => { if (this.live) this.socket.send(command.frame); }, 1000 * (frame.retry_after ?? 1));
      return;
    }
    this.answered(frame);
  }

  closed(socket, code, reason) {
    if (socket !== this.socket) return;
    this.live = false;
    clearInterval(this.keepalive);
    if (this.over) return;
    if (FINAL.has(code)) {
      this.over = true;
      this.on.end(this.why || reason || `closed with ${code}`);
      return;
    }
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.failures) * (0.5 + 0.5 * Math.random());
    this.failures += 1;
    this.log(`lost (${code} ${reason || this.why}); coming back in ${Math.round(pause)} ms`);
    setTimeout(() => this.connect(), pause);
  }
}
