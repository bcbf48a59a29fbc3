// One tab: a token from the fragment, a ticket for it, and a terminal on the WebSocket that the ticket opens.
// The drawing is textual-serve's own script; its socket is kept here, for the keys of telephones and for coming back.
"use strict";

const $ = (id) => document.getElementById(id);
const token = decodeURIComponent(location.hash.slice(1));
let socket = null;
let left = false;

const ESC = "\x1b[27u"; // the key Escape as one whole sequence, in the keyboard protocol that Textual reads
const BARE = JSON.stringify(["stdin", "\x1b"]);
const WHOLE = JSON.stringify(["stdin", ESC]);

const RealSocket = window.WebSocket;
window.WebSocket = class extends RealSocket {
  constructor(...where) {
    super(...where);
    socket = this;
    this.addEventListener("message", (event) => {
      if (typeof event.data !== "string") return;
      const [kind] = JSON.parse(event.data);
      if (kind === "left") left = true;
      if (kind === "full") stop("This machine carries no more browsers just now. Try again in a minute.");
    });
    this.addEventListener("close", closed);
  }

  // A bare Esc is also how longer keys begin: on a slow line the key after it would be taken for its end, and be lost.
  send(data) {
    super.send(data === BARE ? WHOLE : data);
  }
};

function stop(words) {
  left = true;
  $("words").textContent = words;
  $("over").hidden = false;
  $("again").focus();
}

function closed() {
  if (left) {
    if ($("over").hidden) stop("You have left the table, or it was opened on another device. Your seat waits for you.");
  } else {
    comeBack(0);
  }
}

// The host is away (asleep, restarting, out of reach): wait for it, then load the page again; the fragment stays.
async function comeBack(tries) {
  $("words").textContent = "The connection is lost; coming back …";
  $("over").hidden = false;
  try {
    const answer = await fetch("/healthz", { cache: "no-store" });
    if (answer.ok) return location.reload();
  } catch {
    // still away
  }
  setTimeout(() => comeBack(tries + 1), Math.min(8000, 500 * 2 ** tries));
}

// Pages by their function keys, which go there out of a text field too; a letter would be typed into it.
const KEYS = [
  ["table", "\x1bOQ"], ["talk", "\x1bOR"], ["treaty", "\x1bOS"], ["evidence", "\x1b[15~"], ["decide", "\x1b[17~"],
  ["↑", "\x1b[A"], ["↓", "\x1b[B"], ["←", "\x1b[D"], ["→", "\x1b[C"], ["Tab", "\t"], ["Enter", "\r"], ["Esc", ESC],
  ["seal/sign", "s"], ["ready", "R"], ["votes", "v"], ["y", "y"], ["n", "n"], ["brief", "b"], ["⌨", null],
];

function keys() {
  for (const [label, stroke] of KEYS) {
    const button = document.createElement("button");
    button.textContent = label;
    button.dataset.key = label;
    // Pressing a key here must not take the focus, or the telephone's keyboard would come and go.
    button.addEventListener("pointerdown", (event) => event.preventDefault());
    button.addEventListener("click", () => {
      const field = document.querySelector(".xterm-helper-textarea");
      if (stroke === null) document.activeElement === field ? field.blur() : field.focus();
      else if (socket?.readyState === RealSocket.OPEN) socket.send(JSON.stringify(["stdin", stroke]));
    });
    $("keys").append(button);
  }
}

// Eighty columns are what every screen is made for; a telephone held upright gets sixty, which it can still show legibly.
function fontSize() {
  const width = $("terminal").clientWidth;
  const fitting = Math.floor((width / (width < 600 ? 60 : 80) / 0.602) * 2) / 2;
  return Math.max(7, Math.min(16, fitting));
}

async function begin() {
  if (!token) return location.replace("/");
  $("over").hidden = true;
  let answer;
  try {
    answer = await fetch("/door/ticket", { method: "POST", headers: { Authorization: `Bearer ${token}` } });
  } catch {
    return comeBack(0);
  }
  const data = await answer.json().catch(() => ({}));
  if (!answer.ok) return stop(data.message || `The host answers ${answer.status}.`);
  await document.fonts.load('16px "Roboto Mono"').catch(() => {});
  const terminal = $("terminal");
  terminal.dataset.fontSize = fontSize();
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  terminal.dataset.sessionWebsocketUrl = `${scheme}//${location.host}/tab/${data.ticket}`;
  const script = document.createElement("script");
  script.src = "/terminal/js/textual.js";
  script.addEventListener("load", () => {
    const start = window.onload;
    window.onload = null;
    start?.(new Event("load"));
  });
  document.head.append(script);
}

const known = JSON.parse(sessionStorage.getItem("detente") || "{}");
$("me").textContent = known.name ? `Détente · ${known.name}` : "Détente";
$("pin").textContent = known.pin ? `PIN for another device: ${known.pin}` : "";
$("again").addEventListener("click", () => location.reload());
keys();
begin();
