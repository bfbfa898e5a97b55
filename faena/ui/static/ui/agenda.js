// The board of the agenda (B12). A visit is dragged to another time, day or technician, its lower edge stretches it, and dropped on
// another technician's visit both are exchanged. By keyboard: Space picks a visit up, arrows move it (with Shift they change
// its length), Enter fixes it, Esc leaves it. Before the drop it is shown whether the place is free, from what stands on the
// page; what counts is the answer of the visit's own page, "Move", whose form is what is sent.

const STEP = 15; // minutes
const DAY = 24 * 60;
const HELD = 350; // milliseconds until a finger lifts a visit
let move = null; // what is being moved
let began = performance.now();

const boardOf = (node) => node.closest("#agenda")?.querySelector("[data-board]");
const clock = (minute) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
const words = () => JSON.parse(move.board.dataset.words);
const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_all, name) => facts[name] ?? "");

function say(text, isRefused = false) {
  const place = document.querySelector("[data-say]");
  if (!place) return;
  place.textContent = text;
  place.classList.toggle("is-refused", isRefused);
}

// ------------------------------------------------------------------ what stands on the page
function lanesOf(board) {
  return [...board.querySelectorAll(board.dataset.board === "day" ? ".crew" : "[data-cell]")];
}

function nameOf(lane) {
  return (lane.dataset.name ?? lane.closest("[data-row]")?.dataset.name) || "";
}

function dayOf(lane) {
  return lane.dataset.cell ?? move.board.dataset.on;
}

// Whether the visit may stand there, and the words for it.
function verdict({ lane, from, long }) {
  const say = words();
  const name = nameOf(lane);
  const isGiven = lane.dataset.lane !== move.link.dataset.goes;
  const isMoved = from !== move.was.from || dayOf(lane) !== move.link.dataset.on;
  if (!lane.dataset.lane) return { text: say.foreign };
  if (isGiven && move.link.dataset.state !== "booked") return { text: say.not_given };
  if (from === null) return { ok: true, text: fill(say.free, { name }) };
  if (from + long > DAY) return { text: say.midnight };
  const now = Number(move.board.dataset.now ?? -1);
  if (isMoved && move.board.dataset.board === "day" && from < now) return { text: say.past };
  const meets = (one) => Number(one.dataset.from) < from + long && from < Number(one.dataset.until ?? Number(one.dataset.from) + Number(one.dataset.long));
  const away = [...lane.querySelectorAll("[data-away]")].find(meets);
  if (away) return { text: fill(say.away, { name, reason: away.dataset.away }) };
  const others = [...lane.querySelectorAll("[data-visit]")].filter((one) => one !== move.link && one.dataset.from !== "");
  const other = others.find(meets);
  if (!other) return { ok: true, text: fill(say.free, { name }) };
  const facts = { name, visit: `${clock(Number(other.dataset.from))} ${other.dataset.what}` };
  const canSwap = isGiven && move.mode === "move" && move.link.dataset.goes && move.link.dataset.state === "booked" && other.dataset.state === "booked" && dayOf(lane) === move.link.dataset.on;
  return canSwap ? { swap: other, text: fill(say.swap, facts) } : { text: fill(say.taken, facts) };
}

// ------------------------------------------------------------------ beginning, moving, ending
function begin(link, mode, by) {
  const { dataset } = link;
  const board = boardOf(link);
  const from = dataset.from === "" ? null : Number(dataset.from);
  const was = { from, long: Number(dataset.long), lane: link.closest("[data-lane]") };
  move = { link, board, mode, by, was, now: { ...was }, form: fetchForm(dataset.move) };
  move.form.catch(() => {}); // said when it is wanted
  link.classList.add("is-lifted");
  document.body.classList.toggle("is-moving", by === "pointer");
  if (board.dataset.board === "day") {
    move.ghost = document.createElement("div");
    move.ghost.append(document.createElement("strong"), document.createElement("span"));
  }
  if (by === "key") {
    move.now.lane ??= lanesOf(board).find((lane) => lane.dataset.lane && (!lane.dataset.cell || lane.dataset.cell >= dataset.on));
    if (board.dataset.board === "day") move.now.from ??= Math.max(Number(board.dataset.first), Math.ceil(Number(board.dataset.now ?? 0) / STEP) * STEP);
    show();
    say(fill(words().picked, { visit: dataset.visit }));
  }
}

// The form of the visit's own page, as it is now.
async function fetchForm(address) {
  const answer = await fetch(address);
  const form = answer.ok && !answer.redirected && parsed(await answer.text()).querySelector("main form.card[method=post]");
  if (!form) throw new Error(`No form at ${address}`);
  return form;
}

function parsed(text) {
  return new DOMParser().parseFromString(text, "text/html");
}

function show() {
  const { lane, from, long } = move.now;
  for (const one of document.querySelectorAll("#agenda .is-over")) one.classList.remove("is-over", "is-refused");
  if (!lane) {
    move.ghost?.remove();
    move.verdict = null;
    return say("");
  }
  move.verdict = verdict(move.now);
  const { ok, swap, text } = move.verdict;
  const isRefused = !ok && !swap;
  if (move.ghost) {
    const place = lane.querySelector("[data-day]");
    const [at, lasts] = swap ? [Number(swap.dataset.from), Number(swap.dataset.long)] : [from, long];
    move.ghost.className = `ghost ${placeOf(at, lasts)}${isRefused ? " is-refused" : ""}${swap ? " is-swap" : ""}`;
    const [hours, what] = move.ghost.children;
    hours.textContent = swap ? "" : `${clock(from)} – ${clock(Math.min(from + long, DAY) % DAY)}`;
    what.textContent = text;
    if (move.ghost.parentNode !== place) place.append(move.ghost);
    if (move.by === "key") move.ghost.scrollIntoView({ block: "nearest", inline: "nearest" });
  } else {
    lane.classList.add("is-over");
    lane.classList.toggle("is-refused", isRefused);
    if (move.by === "key") lane.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  if (!move.ghost || move.by === "key") say(`${from === null ? "" : `${clock(from)} · `}${text}`, isRefused);
}

// The classes of agenda/lanes.py, place_of.
function placeOf(from, long) {
  const lasts = Math.min(Math.max(Math.ceil(long / 5) * 5, STEP), DAY - from);
  const at = Math.floor(from / 5) * 5;
  return `at-h${Math.floor(at / 60)} at-m${at % 60} for-h${Math.floor(lasts / 60)} for-m${lasts % 60}`;
}

function leave(says = true) {
  if (!move) return;
  const { link, board, ghost } = move;
  ghost?.remove();
  link.classList.remove("is-lifted");
  document.body.classList.remove("is-moving");
  for (const one of document.querySelectorAll("#agenda .is-over")) one.classList.remove("is-over", "is-refused");
  const left = fill(JSON.parse(board.dataset.words).left, { visit: link.dataset.visit });
  say(says && move.by === "key" ? left : "");
  move = null;
}

async function drop() {
  const done = move;
  const { lane, from, long } = done.now;
  const isSame = lane && lane === done.was.lane && from === done.was.from && long === done.was.long;
  if (!lane || !done.verdict || isSame) return leave();
  if (done.verdict.swap) {
    const address = `${done.link.dataset.swap}?back=${done.board.dataset.board}&other=${keyOf(done.verdict.swap)}`;
    leave(false);
    return setTimeout(() => edit(address), 100); // after the click that ended the drag
  }
  if (!done.verdict.ok) {
    const { text } = done.verdict;
    leave(false);
    return say(text, true);
  }
  const failed = words().failed;
  done.isSent = true;
  done.ghost?.setAttribute("aria-busy", "true");
  try {
    const form = await done.form;
    const fields = form.elements;
    fields.goes.value = lane.dataset.lane;
    fields.on.value = dayOf(lane);
    fields.minutes.value = long;
    if (from !== null) {
      fields.hour.value = clock(from);
      fields.period.value = "";
    }
    await send(done.link.dataset.move, new FormData(form));
  } catch {
    if (move === done) leave(false);
    say(failed, true);
  }
}

// The form of a page in a dialog: ui/scripts/editing.js.
function edit(address) {
  const link = Object.assign(document.createElement("a"), { href: address });
  link.dataset.edit = "";
  document.body.append(link);
  link.click();
  link.remove();
}

function keyOf(link) {
  return new URL(link.href).pathname.split("/").filter(Boolean).pop();
}

async function send(address, body) {
  const answer = await fetch(address, { method: "POST", body, headers: { "X-Sent-By": "script" } });
  const next = answer.headers.get("X-Go-To");
  if (next) return arriveAt(new URL(next, location.href));
  if (answer.status !== 422) throw new Error(`Status ${answer.status}`);
  const page = parsed(await answer.text());
  const why = page.querySelector("main form .field-error p") || page.querySelector("main form [role=alert] strong");
  leave(false);
  say(why?.textContent.trim().replace(/\s+/g, " ") || "", true);
}

// The board as it is after the move, in the place of the one before; what one looks at stays where it is.
async function arriveAt(address) {
  const answer = await fetch(address);
  const page = parsed(await answer.text());
  const [old, fresh] = [document.getElementById("agenda"), page.getElementById("agenda")];
  const isOther = move.board.dataset.board === "day" && address.pathname !== location.pathname;
  if (!answer.ok || answer.redirected || !fresh || isOther) return location.assign(address);
  const [href, left] = [move.link.getAttribute("href"), move.board.scrollLeft];
  leave(false);
  old.replaceWith(document.adoptNode(fresh));
  document.addEventListener("htmx:load", (event) => event.target.id === "agenda" && start());
start();
  const board = fresh.querySelector("[data-board]");
  if (board) board.scrollLeft = left;
  const toasts = page.getElementById("toasts");
  if (toasts) document.getElementById("toasts").append(...document.adoptNode(toasts).children);
  fresh.querySelector(`[data-visit][href="${CSS.escape(href)}"]`)?.focus({ preventScroll: true });
}

// ------------------------------------------------------------------ with a mouse, a pen or a finger
let press = null;

document.addEventListener("pointerdown", (event) => {
  const link = event.target.closest?.("[data-move]");
  if (!link || event.button || move || event.ctrlKey || event.metaKey || event.shiftKey || !boardOf(link)) return;
  const isEdge = Boolean(event.target.closest(".block-edge"));
  press = { link, x: event.clientX, y: event.clientY, mode: isEdge ? "stretch" : "move", top: link.getBoundingClientRect().top };
  if (event.pointerType === "touch") press.timer = setTimeout(() => lift(press.x, press.y), HELD);
  press.isTouch = event.pointerType === "touch";
});

function lift(x, y) {
  const { link, mode } = press;
  begin(link, mode, "pointer");
  follow(x, y);
}

document.addEventListener("pointermove", (event) => {
  if (!press) return;
  if (!move) {
    const isFar = Math.hypot(event.clientX - press.x, event.clientY - press.y) > 6;
    if (isFar && press.isTouch) return end();
    if (isFar) lift(event.clientX, event.clientY);
    return;
  }
  follow(event.clientX, event.clientY);
});

function follow(x, y) {
  const lane = laneAt(x, y);
  if (move.board.dataset.board === "week") {
    move.now = { ...move.was, lane };
    return show();
  }
  const stays = press.mode === "stretch" ? move.was.lane : lane;
  const day = stays?.querySelector("[data-day]");
  if (!day) {
    move.now = { ...move.was, lane: null };
    return show();
  }
  const box = day.getBoundingClientRect();
  const [first, last] = [Number(move.board.dataset.first), Number(move.board.dataset.last)];
  const at = (top) => first + ((top - box.top) / box.height) * (last - first);
  const whole = (minute) => Math.round(minute / STEP) * STEP;
  if (press.mode === "stretch") {
    const long = Math.max(STEP, whole(at(y)) - move.was.from);
    move.now = { lane: stays, from: move.was.from, long: Math.min(long, 600) };
  } else {
    const grip = move.was.from === null || !move.was.lane ? 12 : press.y - press.top; // where it was taken
    const from = Math.max(first, Math.min(whole(at(y - grip)), last - STEP));
    move.now = { lane: stays, from, long: move.was.long };
  }
  show();
}

function laneAt(x, y) {
  const found = document.elementsFromPoint(x, y).map((one) => one.closest(".crew, [data-cell]")).find(Boolean);
  return found && move.board.contains(found) ? found : null;
}

function end() {
  clearTimeout(press?.timer);
  press = null;
}

document.addEventListener("pointerup", () => {
  const isMoving = press && move;
  end();
  if (!isMoving) return;
  window.addEventListener("click", (event) => event.preventDefault() || event.stopPropagation(), { capture: true, once: true });
  setTimeout(() => window.dispatchEvent(new Event("click")), 50); // where no click follows, the next one counts
  drop();
});
document.addEventListener("pointercancel", () => {
  end();
  if (move?.by === "pointer") leave();
});
document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.("[data-move]")) event.preventDefault();
});
document.addEventListener("contextmenu", (event) => {
  if (press?.isTouch && move) event.preventDefault();
});
document.addEventListener("touchmove", (event) => move?.by === "pointer" && event.preventDefault(), { passive: false });

// ------------------------------------------------------------------ by keyboard
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (!move) {
    const link = event.key === " " && event.target.closest?.("[data-move]");
    if (!link || !boardOf(link)) return;
    event.preventDefault();
    return begin(link, "move", "key");
  }
  if (move.isSent) return event.preventDefault();
  if (event.key === "Escape") {
    event.preventDefault();
    end();
    return leave();
  }
  if (move.by !== "key") return;
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    return drop();
  }
  const step = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
  if (!step) return;
  event.preventDefault();
  walk(...step, event.shiftKey);
}, true);

function walk(aside, down, stretches) {
  const { board, now } = move;
  const lanes = lanesOf(board);
  if (board.dataset.board === "week") {
    const wide = board.querySelectorAll("thead th").length;
    const place = lanes.indexOf(now.lane) + aside + down * wide;
    if (lanes[place]?.dataset.lane !== undefined) now.lane = lanes[place];
  } else if (aside) {
    now.lane = lanes[lanes.indexOf(now.lane) + aside] ?? now.lane;
  } else if (stretches) {
    now.long = Math.max(STEP, Math.min(now.long + down * STEP, 600));
  } else {
    now.from = Math.max(Number(board.dataset.first), Math.min(now.from + down * STEP, Number(board.dataset.last) - STEP));
  }
  show();
}

document.addEventListener("focusout", (event) => {
  if (move?.by === "key" && !move.isSent && event.target === move.link && event.relatedTarget) leave();
});

// ------------------------------------------------------------------ the line of now, the tray
function start() {
  began = performance.now();
  const board = document.querySelector("[data-board]");
  if (board?.dataset.now) board.dataset.loaded = board.dataset.now;
  const tray = document.querySelector("[data-tray]");
  if (tray && matchMedia("(min-width: 768px)").matches) tray.open = true;
}

setInterval(() => {
  const board = document.querySelector("[data-loaded]");
  const line = board?.querySelector(".now-line");
  if (!line) return;
  const now = Math.min(DAY - 1, Number(board.dataset.loaded) + Math.floor((performance.now() - began) / 60_000));
  board.dataset.now = String(now);
  line.className = `now-line at-h${Math.floor(now / 60)} at-m${Math.floor((now % 60) / 5) * 5}`;
  line.firstElementChild.textContent = clock(now);
}, 20_000);

document.addEventListener("htmx:load", (event) => event.target.id === "agenda" && start());
start();
