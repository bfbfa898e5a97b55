// Less typing: chips say what is looked in while the writer stays in the box, hits under a search box are picked with
// the arrows and Enter (or by a scanner, which types and presses Enter), rows of a list are walked with the arrows, and
// suggestions write the commonest words.

// ------------------------------------------------------------------ hits of [data-picks]
export function pickHits() {
  let waiting = null; // the box whose Enter came before its hits

  document.addEventListener("keydown", (event) => {
    const box = event.target.closest?.("[data-picks]");
    const list = event.target.closest?.("[data-opens]:not([data-picks])");
    const hit = event.target.closest?.(".hit");
    if (box && event.key === "Enter") {
      event.preventDefault();
      if (answers(box)) pick(box);
      else {
        waiting = box;
        box.form.requestSubmit();
      }
    } else if (list && event.key === "Enter") {
      waiting = list; // the answer to this Enter may name one thing
      if (answers(list)) {
        event.preventDefault();
        pick(list);
      }
    } else if (box && event.key === "ArrowDown") {
      event.preventDefault();
      listOf(box)?.querySelector(".hit")?.focus();
    } else if (hit && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const all = [...hit.closest("ul").querySelectorAll(".hit")];
      const next = all[all.indexOf(hit) + (event.key === "ArrowDown" ? 1 : -1)];
      (next || document.querySelector("[data-picks]"))?.focus();
    }
  });
  document.addEventListener("input", (event) => event.target === waiting && (waiting = null)); // who types on waits no more
  document.addEventListener("htmx:afterSettle", (event) => {
    const box = waiting;
    if (!box || !box.isConnected || !event.target.matches?.(box.dataset.picks ?? "#results")) return;
    if (!answers(box)) return; // to the first letters, on its way when Enter was pressed
    waiting = null;
    pick(box);
  });
  // After somebody was chosen the next empty field is where the clerk goes on, unless he went on by himself meanwhile.
  document.addEventListener("htmx:load", (event) => {
    const elsewhere = document.activeElement?.matches("input, select, textarea") && !document.activeElement.closest("#who");
    if (event.target.id !== "who" || elsewhere) return;
    const fields = document.querySelectorAll("#who input:not([type=hidden]), #who select, #what input:not([type=hidden]), #what textarea");
    const visible = [...fields].filter((one) => one.checkVisibility());
    (visible.find((one) => !one.value && one.type !== "radio") || visible[0])?.focus();
  });
}

function listOf(box) {
  return document.querySelector("#called [data-hits]") ?? document.querySelector(`${box.dataset.picks ?? "#called"} [data-hits]`);
}

// Whether the hits that are shown are those of what is typed.
function answers(box) {
  const words = (text) => (text ?? "").trim().split(/\s+/).join(" ");
  return Boolean(listOf(box)) && words(listOf(box).dataset.hits) === words(box.value);
}

// One hit is taken, none is created, among several the clerk chooses.
function pick(box) {
  const hits = [...(listOf(box)?.querySelectorAll(".hit") || [])];
  const found = hits.filter((one) => !one.classList.contains("is-new"));
  if (found.length > 1) found[0].focus();
  else (found[0] || hits[0])?.click();
}

// ------------------------------------------------------------------ rows of a list under its search box
// From the box the arrows lead into the rows and through them, Enter opens the one that has the focus. A list without a
// box (home) is entered by Tab.
export function walkRows() {
  const box = () => document.querySelector(".searchbar [data-search]:not([data-picks])");
  const rows = () => [...document.querySelectorAll("#results .list .at-title a, [data-walk] .worklist-link")];
  let walks = false; // somebody stands on a row that an answer is about to replace

  document.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const [start, all] = [box(), rows()];
    const place = all.indexOf(event.target);
    const next = place + step < 0 ? start : all[place + step];
    if (!next || (place < 0 && event.target !== start) || next === event.target) return;
    event.preventDefault();
    next.focus();
  });
  // Typing has asked already: leaving the box asks nothing again, which would take the row from under the finger.
  document.addEventListener("change", (event) => event.target.matches(".searchbar [data-search]") && event.stopPropagation(), true);
  // The answer to the last letters may come when the arrows are among the rows.
  document.addEventListener("htmx:beforeSwap", () => (walks = rows().includes(document.activeElement)));
  document.addEventListener("htmx:afterSwap", () => {
    if (walks && !rows().includes(document.activeElement)) (rows()[0] || box())?.focus();
    walks = false;
  });
}

// ------------------------------------------------------------------ chips above a search box
// A finger or mouse that chooses a chip leaves the writer in the box; who walks the chips by keyboard stays on them.
export function chooseChips() {
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest("[data-chips] label")) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-chips] input");
    if (!chip || !event.detail) return;
    chip.form.querySelector("[data-search]").focus();
    bringIn(chip, "smooth");
  });
  document.querySelectorAll("[data-chips] :checked").forEach((chip) => bringIn(chip, "instant"));
}

// Sideways only: the page stays where it is.
function bringIn(chip, behavior) {
  const row = chip.closest("[data-chips]");
  const item = chip.parentElement;
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) behavior = "instant";
  row.scrollTo({ left: item.offsetLeft - row.offsetLeft - (row.clientWidth - item.offsetWidth) / 2, behavior });
}

// ------------------------------------------------------------------ suggestions
export function offerSuggestions() {
  document.addEventListener("click", (event) => {
    const one = event.target.closest("[data-adds], [data-fills]");
    if (!one) return;
    const field = document.querySelector(one.dataset.adds || one.dataset.fills);
    if (!field) return;
    field.value = one.dataset.adds ? toggled(field.value, one.dataset.value) : one.dataset.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    if (one.dataset.fills && one.matches("button")) field.focus(); // it may be gone with what it was for
  });
  document.addEventListener("input", (event) => showPressed(event.target));
  document.addEventListener("input", (event) => waitForSums(event.target)); // not "change": a press on it ends the field before
  document.addEventListener("htmx:beforeSend", (event) => sentAt.set(event.detail.xhr, performance.now()));
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.matches(".sums") && sentAt.get(event.detail.xhr) < typedAt) rest(event.target);
  });
}

// What a sum offers to fill in was counted before this was typed: it waits for the sums that come, and the answer to what
// was sent before that is not the one.
const sentAt = new WeakMap();
let typedAt = 0;

function waitForSums(field) {
  const sums = field.closest("form")?.querySelector(".sums");
  if (!sums) return;
  typedAt = performance.now();
  rest(sums);
}

function rest(sums) {
  sums.querySelectorAll("[data-fills]").forEach((one) => { one.disabled = true; });
}

function words(text) {
  return text.split(",").map((word) => word.trim()).filter(Boolean);
}

function toggled(text, word) {
  const now = words(text);
  return (now.includes(word) ? now.filter((one) => one !== word) : [...now, word]).join(", ");
}

function showPressed(field) {
  if (!field.id) return;
  const now = words(field.value || "");
  document.querySelectorAll(`[data-adds="#${CSS.escape(field.id)}"]`).forEach((one) => {
    one.setAttribute("aria-pressed", String(now.includes(one.dataset.value)));
  });
}
