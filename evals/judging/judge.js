"use strict";
// Adds keys to the judging page and saves without loading it anew. Every form works without this script.

const documents = [...document.querySelectorAll(".doc")];
const byId = (id) => document.getElementById(id);
let current = 0;
let waiting = 0; // judgements sent and not yet confirmed
let failures = 0;
let queue = Promise.resolve(); // one at a time: of two grades for a document the later one must arrive later

if (documents.length) start();

function start() {
  document.documentElement.classList.add("scripted");
  for (const element of document.querySelectorAll(".for-script")) element.hidden = false;
  // On a phone the guidelines would push the first document off the screen: one tap opens them.
  if (matchMedia("(max-width: 60rem)").matches) document.querySelector(".guide").open = false;
  documents.forEach((article, at) => {
    article.addEventListener("click", (event) => {
      if (!event.target.closest(".grades button") && at !== current) show(at);
    });
    article.querySelector(".grades").addEventListener("submit", (event) => {
      event.preventDefault();
      grade(at, event.submitter.value);
    });
  });
  byId("undo").addEventListener("submit", (event) => {
    event.preventDefault();
    undo();
  });
  for (const link of document.querySelectorAll("#next, #previous")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      leave(link);
    });
  }
  byId("whole").addEventListener("click", () => cut(!byId("words").classList.contains("cut")));
  byId("show-keys").addEventListener("click", () => byId("keys").showModal());
  keepKeysSetting();
  document.addEventListener("keydown", onKey);
  addEventListener("beforeunload", (event) => {
    if (waiting) event.preventDefault();
  });
  new ResizeObserver(keepClear).observe(byId("question"));
  // A long question stands whole until the first document is done: what is asked often comes last.
  byId("words").classList.add("cut");
  byId("whole").hidden = byId("words").scrollHeight <= byId("words").clientHeight + 2;
  cut(documents.some((article) => article.dataset.grade));
  const asked = documents.findIndex((article) => `#${article.id}` === location.hash);
  const first = documents.findIndex((article) => !article.dataset.grade);
  if (asked >= 0) show(asked);
  else if (first >= 0) show(first, { scroll: first > 0 });
  else end();
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || byId("keys").open) return;
  if (event.target.closest("input, textarea, select")) return;
  if (event.key === "?") return act(event, () => byId("keys").showModal());
  if (!byId("keys-on").checked) return;
  if (/^[0-3]$/.test(event.key)) return act(event, () => !event.repeat && current < documents.length && grade(current, event.key));
  const acts = {
    j: () => show(Math.min(current + 1, documents.length - 1)),
    ArrowRight: () => show(Math.min(current + 1, documents.length - 1)),
    k: () => show(Math.max(current - 1, 0)),
    ArrowLeft: () => show(Math.max(current - 1, 0)),
    u: () => !event.repeat && undo(),
    n: () => leave(byId("next")),
    q: () => !byId("whole").hidden && cut(!byId("words").classList.contains("cut")),
    p: () => byId("previous") && leave(byId("previous")),
  };
  if (Object.hasOwn(acts, event.key)) act(event, acts[event.key]);
}

function act(event, what) {
  event.preventDefault();
  what();
}

// Make a document the one that keys grade: it alone is shown in full.
function show(at, { scroll = true } = {}) {
  current = at;
  documents.forEach((article, other) => article.classList.toggle("current", other === at));
  documents[at].focus({ preventScroll: true });
  if (scroll) documents[at].scrollIntoView({ block: "start" });
}

function end() {
  current = documents.length;
  documents.forEach((article) => article.classList.remove("current"));
  byId("finished").hidden = false;
  byId("next").focus({ preventScroll: true });
  byId("end").scrollIntoView({ block: "nearest" });
}

function moveOn(from) {
  const order = [...documents.keys()].map((step) => (from + 1 + step) % documents.length);
  const next = order.find((at) => !documents[at].dataset.grade && !documents[at].classList.contains("saving"));
  if (next === undefined) end();
  else show(next);
}

function grade(at, value) {
  const article = documents[at];
  const body = new URLSearchParams(new FormData(article.querySelector(".grades")));
  body.set("grade", value);
  article.classList.add("saving");
  cut(true);
  moveOn(at);
  send("/judge", body, (state) => {
    mark(at, state);
    say(`Saved: document ${at + 1} has grade ${state.grade}.`);
  }, (reason) => {
    fail(`NOT SAVED: grade ${value} of document ${at + 1}. ${reason}`);
    show(at);
  }, () => article.classList.remove("saving"));
}

function undo() {
  send("/undo", new URLSearchParams({ question: byId("question").dataset.number }), (state) => {
    if (!state.question) return say(state.was_any ? "Undone: a grade outside this pool." : "There is nothing to undo.");
    if (String(state.question) !== byId("question").dataset.number) {
      location.href = `/q/${state.question}?undone=${state.document}#d-${state.document}`;
      return undefined;
    }
    mark(state.document - 1, state);
    show(state.document - 1);
    return say(`Undone: document ${state.document} has ${state.grade === null ? "no grade" : `grade ${state.grade}`} again.`);
  }, (reason) => fail(`NOT UNDONE. ${reason}`));
}

function send(url, body, onDone, onFailure, always = () => {}) {
  waiting += 1;
  queue = queue.then(async () => {
    let state, reason;
    try {
      const response = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, keepalive: true });
      state = await response.json();
      if (!response.ok) reason = state.error || "The server refused it: load the page again.";
    } catch {
      reason = "The server does not answer. Start `carecite eval judge` again, then give the grade again.";
    }
    waiting -= 1;
    always();
    if (reason) onFailure(reason);
    else onDone(state);
  });
}

// Show what the server says is on its disk.
function mark(at, state) {
  const article = documents[at];
  article.dataset.grade = state.grade ?? "";
  byId(`g-${at + 1}`).textContent = state.grade === null ? "not judged" : `grade ${state.grade}`;
  for (const button of article.querySelectorAll(".grades button")) {
    button.setAttribute("aria-pressed", String(button.value === String(state.grade)));
  }
  byId("here").textContent = `${state.judged_here} of ${state.of_here}`;
  byId("overall").textContent = `${state.judged} of ${state.of}`;
  byId("meter").value = state.judged;
  byId("finished").hidden = state.judged_here < state.of_here;
  document.title = `Question ${state.question}: ${state.judged_here} of ${state.of_here} judged – carecite`;
}

function say(words) {
  byId("problem").textContent = "";
  byId("state").textContent = words;
}

function fail(words) {
  failures += 1;
  byId("state").textContent = "";
  byId("problem").textContent = words;
  keepClear();
}

// Show a long question whole or cut: it stays in sight while documents scroll below it.
function cut(short) {
  byId("words").classList.toggle("cut", short && !byId("whole").hidden);
  byId("whole").textContent = short ? "The whole question" : "Less of the question";
  byId("whole").setAttribute("aria-expanded", String(!short));
  keepClear();
}

// Leave when everything is on the server's disk; what could not be saved meanwhile keeps the rater here, once.
function leave(link) {
  const before = failures;
  queue.then(() => {
    if (failures === before) location.href = link.href;
  });
}

function keepClear() {
  document.documentElement.style.setProperty("--clear", `${byId("question").offsetHeight + 12}px`);
}

function keepKeysSetting() {
  const box = byId("keys-on");
  box.checked = localStorage.getItem("judge-keys") !== "off";
  box.addEventListener("change", () => localStorage.setItem("judge-keys", box.checked ? "on" : "off"));
}
