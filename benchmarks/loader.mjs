// Players in closed loops over raw sockets (a Python loader would be the bottleneck: six deliveries an action).
//
//   node benchmarks/loader.mjs < {"port": N, "rooms": [[token, …], …], "seconds": S, "warm": S, "rate": actions/s or 0}
//
// Every player sends one message to all of about 180 bytes, waits for the news that carries its own id, sends the next.
// With a rate, the players together start so many actions a second instead. Prints "ready", waits for a line on stdin,
// then prints one JSON line: actions, seconds, latencies in ms.
import net from 'node:net';
import readline from 'node:readline';

const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const plan = JSON.parse((await lines.next()).value);
const NEWS = Buffer.from('{"type":"news"');
let measuring = false, actions = 0;
const latencies = [];

class Player {
  constructor(token, name) {
    this.token = token; this.name = name; this.count = 0; this.buffer = Buffer.alloc(0); this.open = false; this.wanted = null;
  }
  connect() {
    return new Promise((resolve, reject) => {
      this.welcomed = resolve;
      this.socket = net.connect({ port: plan.port, host: '127.0.0.1', noDelay: true }, () => this.socket.write(
        'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n'));
      this.socket.on('data', (data) => this.received(data));
      this.socket.on('error', reject);
      this.socket.on('close', () => { if (measuring) { console.error('a connection was closed'); process.exit(1); } });
    });
  }
  send(text) {  // a masked text frame; the mask is zero, which costs the server the same
    const payload = Buffer.from(text);
    const head = payload.length < 126 ? Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0])
      : Buffer.from([0x81, 0xfe, payload.length >> 8, payload.length & 255, 0, 0, 0, 0]);
    this.socket.write(Buffer.concat([head, payload]));
  }
  received(data) {
    let buffer = this.buffer.length ? Buffer.concat([this.buffer, data]) : data;
    if (!this.open) {
      const end = buffer.indexOf('\r\n\r\n');
      if (end < 0) { this.buffer = buffer; return; }
      this.open = true;
      buffer = buffer.subarray(end + 4);
      this.send(JSON.stringify({ type: 'hello', protocol: 1, token: this.token }));
    }
    let at = 0;
    for (;;) {
      if (buffer.length - at < 2) break;
      let size = buffer[at + 1] & 127, head = 2;
      if (size === 126) { if (buffer.length - at < 4) break; size = buffer.readUInt16BE(at + 2); head = 4; }
      else if (size === 127) { if (buffer.length - at < 10) break; size = Number(buffer.readBigUInt64BE(at + 2)); head = 10; }
      if (buffer.length - at < head + size) break;
      this.frame(buffer.subarray(at + head, at + head + size));
      at += head + size;
    }
    this.buffer = buffer.subarray(at);
  }
  frame(payload) {
    if (this.welcomed) { const done = this.welcomed; this.welcomed = null; done(); return; }
    if (this.wanted === null || payload.compare(NEWS, 0, NEWS.length, 0, NEWS.length) !== 0) return;
    if (payload.indexOf(this.wanted) < 0) return;
    if (measuring) { actions += 1; latencies.push(performance.now() - this.started); }
    this.wanted = null;
    if (!plan.rate) this.act();
  }
  act() {
    const id = `${this.name}-${this.count++}.`;
    this.started = performance.now();
    this.wanted = Buffer.from(id);
    const text = id + 'we would sign if the body is not yours'.padEnd(84, ' .');
    this.send(JSON.stringify({ type: 'command', command_id: id, command: { kind: 'message', text } }));
  }
}

const players = plan.rooms.flatMap((tokens, room) => tokens.map((token, seat) => new Player(token, `r${room}s${seat}`)));
for (let at = 0; at < players.length; at += 100) await Promise.all(players.slice(at, at + 100).map((one) => one.connect()));
console.log('ready');
await lines.next();

const sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
if (plan.rate) {
  let due = performance.now(), next = 0;
  setInterval(() => {
    while (due < performance.now()) {
      for (let tries = 0; tries < players.length; tries++) {
        const player = players[next++ % players.length];
        if (player.wanted === null) { player.act(); break; }
      }
      due += 1000 / plan.rate;
    }
  }, 1);
} else players.forEach((one) => one.act());
await sleep(plan.warm);
console.log('measuring');
measuring = true;
const began = performance.now();
await sleep(plan.seconds);
measuring = false;
const seconds = (performance.now() - began) / 1000;
latencies.sort((a, b) => a - b);
const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(share * latencies.length))] ?? null;
console.log(JSON.stringify({ actions, seconds, p50: at(0.5), p99: at(0.99) }));
process.exit(0);
