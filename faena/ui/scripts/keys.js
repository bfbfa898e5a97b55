// Keyboard shortcuts: "/" search, "?" the list of all, and whatever carries data-key ("n", "p", "g o").
// They can be switched off in the list, because single keys get in the way of speech input.

const OFF = "faena.keys";
const WAIT = 1200;

function off() {
  try {
    return localStorage.getItem(OFF) === "off";
  } catch {
    return false;
  }
}

function remember(on) {
  try {
    localStorage.setItem(OFF, on ? "on" : "off");
  } catch {
    // Storage is closed in this browser: the choice holds for this page.
  }
}

function isTyping(target) {
  return target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
}

function labelOf(one) {
  return (one.getAttribute("aria-label") || one.textContent).trim().replace(/\s+/g, " ");
}

function fill(list) {
  list.querySelectorAll("[data-made]").forEach((row) => row.remove());
  const seen = new Set();
  document.querySelectorAll("[data-key]").forEach((one) => {
    if (seen.has(one.dataset.key)) return;
    seen.add(one.dataset.key);
    const row = document.createElement("div");
    row.dataset.made = "";
    const name = document.createElement("dt");
    name.textContent = labelOf(one);
    const keys = document.createElement("dd");
    for (const key of one.dataset.key.split(" ")) {
      const cap = document.createElement("kbd");
      cap.textContent = key;
      keys.append(cap);
    }
    row.append(name, keys);
    list.append(row);
  });
}

export function listenToKeys(open) {
  const dialog = document.getElementById("shortcuts");
  const toggle = dialog?.querySelector("[data-keys-switch]");
  let active = !off();
  if (toggle) {
    toggle.checked = active;
    toggle.addEventListener("change", () => remember((active = toggle.checked)));
  }
  let first = "";
  let timer = 0;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "?" && dialog) {
      event.preventDefault();
      fill(dialog.querySelector("[data-keys]"));
      open(dialog);
      return;
    }
    if (!active || event.key.length !== 1) return;
    if (event.key === "/") {
      const box = document.querySelector("[data-search]");
      if (!box) return;
      event.preventDefault();
      box.focus();
      box.select();
      return;
    }
    const wanted = first ? `${first} ${event.key}` : event.key;
    const hit = document.querySelector(`[data-key="${CSS.escape(wanted)}"]`);
    const begins = !first && document.querySelector(`[data-key^="${CSS.escape(event.key)} "]`);
    clearTimeout(timer);
    first = "";
    if (hit) {
      event.preventDefault();
      hit.click();
    } else if (begins) {
      first = event.key;
      timer = setTimeout(() => (first = ""), WAIT);
    }
  });
}
