// Code, name, seat: two taps. The token goes into the fragment of the next page's address, which is never sent anywhere.
"use strict";

const $ = (id) => document.getElementById(id);
let token = "";

async function ask(path, body) {
  const headers = { "Content-Type": "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  let response;
  try {
    response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  } catch {
    throw new Error("The host does not answer. Are you on its network?");
  }
  const data = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(data.message || `The host answers ${response.status}.`);
  return data;
}

function say(words, fault = false) {
  $("words").textContent = words;
  $("words").className = fault ? "fault" : "";
}

function play(person) {
  sessionStorage.setItem("detente", JSON.stringify({ name: person.name, pin: person.pin }));
  location.href = `/play#${person.token}`;
}

function who(seat) {
  if (seat.people.length) return seat.people.join(", ");
  return seat.bot ? "a bot" : "free";
}

function choose(person) {
  token = person.token;
  if (person.seat) return play(person);
  $("who").hidden = true;
  $("seats").hidden = false;
  $("greeting").textContent = `${person.game}. Welcome, ${person.name}.`;
  $("list").replaceChildren(
    ...person.seats.map((seat) => {
      const button = document.createElement("button");
      button.dataset.seat = seat.id;
      const title = document.createElement("strong");
      title.textContent = seat.name;
      const line = document.createElement("span");
      line.textContent = ` ${seat.kind}${seat.home ? ` in ${seat.home}` : ""} · ${who(seat)}`;
      const about = document.createElement("small");
      about.textContent = seat.about;
      button.append(title, line, about);
      button.addEventListener("click", () => sit(seat.id));
      return button;
    }),
  );
  $("anywhere").focus();
}

async function sit(seat) {
  say("…");
  try {
    play(await ask("/door/sit", { seat }));
  } catch (fault) {
    say(fault.message, true);
    choose(await ask("/door/look", {}).catch(() => ({ token, seats: [] })));
  }
}

$("who").addEventListener("submit", async (event) => {
  event.preventDefault();
  say("…");
  try {
    const person = await ask("/door/enter", { code: $("code").value, name: $("name").value, pin: $("pin").value });
    say("");
    choose(person);
  } catch (fault) {
    say(fault.message, true);
  }
});

$("anywhere").addEventListener("click", () => sit(null));

// The picture on the wall is a link with the code in its fragment; who has the page open already gets no new one for it.
function codeFromWall() {
  const code = location.hash.slice(1);
  if (code) $("code").value = code;
  (code ? $("name") : $("code")).focus();
}

window.addEventListener("hashchange", codeFromWall);
codeFromWall();
