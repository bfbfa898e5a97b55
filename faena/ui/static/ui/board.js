// The board of the workshop. A card that is dropped on another lane opens the page that gives it another status, in the
// dialog of editing.js, with the lane's status chosen; when the dialog is left the card goes back. By keyboard: the arrows
// walk the cards, Shift with an arrow drops one on the lane beside it, "m" presses its button. What the board asks for
// by itself now and then (quiet.js) leaves the cards where the reader has them.

const NEAR = 6; // pixels: less is a click
const HELD = 350; // milliseconds until a finger lifts a card; who moves before scrolls

let drag = null; // { card, x, y, ghost, lane, hint, stage, timer: of a finger that did not lift the card yet }
let dropped = null; // { card, link, href, list, before }: a card in another lane, until its dialog is left
let moved = null; // the button of the card whose dialog is open

const lanes = () => [...document.querySelectorAll("[data-lane]")];
const laneOf = (card) => card.closest("[data-lane]");
const linkOf = (card) => card?.querySelector(".board-link");
const buttonOf = (card) => card.querySelector("a[data-edit]");
const cardsOf = (lane) => [...lane.querySelectorAll("[data-card]")].filter((card) => card.checkVisibility());
const takes = (lane, card) => Boolean(lane?.dataset.status) && lane !== laneOf(card) && Boolean(buttonOf(card));

// ------------------------------------------------------------------ into another lane
function drop(card, lane) {
  const link = buttonOf(card);
  dropped = { card, link, href: link.href, list: card.parentElement, before: card.nextElementSibling };
  link.href = `${card.dataset.move}?status=${lane.dataset.status}`;
  lane.querySelector("[data-cards]").prepend(card);
  link.click();
}

function putBack() {
  const { card, link, href, list, before } = dropped;
  dropped = null;
  link.href = href;
  list.insertBefore(card, before);
  linkOf(card).focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-card] a[data-edit]");
  if (!link) return;
  moved = link;
  remember();
}, true);
// Whoever tells the customer goes on at the order, which says whether it left.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!moved || !form.closest("dialog.is-edit")) return;
  const tells = form.querySelector("[name=channels]:checked") && form.elements.tell?.checked !== false;
  if (tells && event.submitter?.name !== "silent") delete moved.dataset.stays;
}, true);
document.addEventListener("close", (event) => dropped && event.target.matches("dialog.is-edit") && putBack(), true);
document.addEventListener("arrived", () => {
  dropped = null;
  restore();
  document.getElementById(linkOf(moved?.closest("[data-card]"))?.id)?.focus({ preventScroll: true });
  moved = null;
});

// ------------------------------------------------------------------ with a mouse, a pen or a finger
// Where one lane is shown, the buttons of the stages take the card.
document.addEventListener("pointerdown", (event) => {
  const card = event.target.closest?.("[data-card]");
  if (!card || event.button || !event.isPrimary || !buttonOf(card) || event.target.closest("a[data-edit]")) return;
  drag = { card, x: event.clientX, y: event.clientY };
  if (event.pointerType === "touch") drag.timer = setTimeout(() => ((drag.timer = null), lift()), HELD);
});

document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const [right, down] = [event.clientX - drag.x, event.clientY - drag.y];
  if (!drag.ghost && Math.hypot(right, down) < NEAR) return;
  if (drag.timer) return end(false);
  if (!drag.ghost) lift();
  drag.ghost.style.translate = `${right}px ${down}px`;
  const under = document.elementFromPoint(event.clientX, event.clientY);
  const stage = under?.closest("[data-stage-of]");
  aim(stage ? document.getElementById(stage.dataset.stageOf) : under?.closest("[data-lane]"), stage);
});

document.addEventListener("pointerup", () => end(true));
document.addEventListener("pointercancel", () => end(false));
window.addEventListener("blur", () => end(false));
document.addEventListener("dragstart", (event) => event.target.closest?.("[data-card]") && event.preventDefault());
document.addEventListener("contextmenu", (event) => drag?.timer !== undefined && event.preventDefault()); // a long press
document.addEventListener("touchmove", (event) => drag?.ghost && event.cancelable && event.preventDefault(), { passive: false });

function lift() {
  const box = drag.card.getBoundingClientRect();
  drag.ghost = drag.card.cloneNode(true);
  drag.ghost.classList.add("is-lifted");
  drag.ghost.setAttribute("aria-hidden", "true");
  for (const one of [drag.ghost, ...drag.ghost.querySelectorAll("[id]")]) one.removeAttribute("id");
  Object.assign(drag.ghost.style, { left: `${box.left}px`, top: `${box.top}px`, width: `${box.width}px` });
  drag.card.classList.add("is-away");
  document.documentElement.classList.add("is-dragging");
  document.body.append(drag.ghost);
}

// The lane under the pointer says what the card is given there.
function aim(lane, stage) {
  if (lane === drag.lane) return;
  drag.lane = lane;
  drag.hint?.remove();
  drag.stage?.classList.remove("is-over");
  drag.hint = drag.stage = null;
  if (!takes(lane, drag.card)) return;
  if (stage) {
    drag.stage = stage;
    return stage.classList.add("is-over");
  }
  drag.hint = Object.assign(document.createElement("p"), { className: "board-drop", textContent: lane.dataset.drop });
  lane.querySelector("[data-inside]").before(drag.hint);
}

function end(falls) {
  if (!drag) return;
  const { card, ghost, lane, hint, stage, timer } = drag;
  drag = null;
  clearTimeout(timer);
  if (!ghost) return;
  ghost.remove();
  hint?.remove();
  stage?.classList.remove("is-over");
  card.classList.remove("is-away");
  document.documentElement.classList.remove("is-dragging");
  const stop = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  window.addEventListener("click", stop, { capture: true, once: true }); // the click in which the drag ends
  setTimeout(() => {
    window.removeEventListener("click", stop, { capture: true });
    if (falls && takes(lane, card)) drop(card, lane);
  });
}

// ------------------------------------------------------------------ by keyboard
document.addEventListener("keydown", (event) => {
  if (drag?.ghost && event.key === "Escape") return end(false);
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const card = event.target.closest?.("[data-card]");
  if (!card) {
    if (event.key === "ArrowDown" && event.target.matches?.(".searchbar [data-search]")) go(event, lanes().flatMap(cardsOf)[0]);
  } else if (event.shiftKey) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const lane = step && lanes()[lanes().indexOf(laneOf(card)) + step];
    if (!takes(lane, card)) return;
    event.preventDefault();
    drop(card, lane);
  } else if (event.key === "m" && buttonOf(card)) {
    event.preventDefault();
    buttonOf(card).click();
  } else {
    go(event, beside(card, event.key));
  }
});

function beside(card, key) {
  const own = cardsOf(laneOf(card));
  const place = own.indexOf(card);
  if (key === "ArrowDown") return own[place + 1];
  if (key === "ArrowUp") return own[place - 1];
  const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (!step) return null;
  const filled = lanes().filter((lane) => cardsOf(lane).length);
  const other = filled[filled.indexOf(laneOf(card)) + step];
  return other && cardsOf(other)[Math.min(place, cardsOf(other).length - 1)];
}

function go(event, card) {
  if (!card) return;
  event.preventDefault();
  linkOf(card).focus();
}

// ------------------------------------------------------------------ what is read stays where it is
// Of each lane: whether all its cards are shown, and the first one in sight with the place where it stands.
let places = [];

function remember() {
  places = lanes().map((lane) => {
    const top = Math.max(lane.querySelector("[data-inside]").getBoundingClientRect().top, 0);
    const first = cardsOf(lane).find((card) => card.getBoundingClientRect().bottom > top);
    const isOpen = Boolean(lane.querySelector("details[open]"));
    return { lane: lane.id, isOpen, card: first?.id, at: first?.getBoundingClientRect().top };
  });
}

function restore() {
  for (const { lane, isOpen, card, at } of places) {
    const more = document.getElementById(lane)?.querySelector("details");
    if (more) more.open = isOpen;
    const one = document.getElementById(card);
    if (!one?.checkVisibility()) continue;
    const inside = one.closest("[data-inside]");
    const moved = one.getBoundingClientRect().top - at;
    if (getComputedStyle(inside).overflowY === "auto") inside.scrollTop += moved;
    else scrollBy({ top: moved, behavior: "instant" });
  }
  places = [];
}

document.addEventListener("htmx:beforeSwap", ({ detail }) => detail.shouldSwap && detail.target?.id === "board" && remember());
document.addEventListener("htmx:afterSwap", () => places.length && restore());

// ------------------------------------------------------------------ as large as the screen
const large = document.querySelector("[data-large]");
if (large && document.fullscreenEnabled) {
  large.hidden = false;
  large.addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()));
  document.addEventListener("fullscreenchange", () => large.setAttribute("aria-pressed", String(Boolean(document.fullscreenElement))));
}
