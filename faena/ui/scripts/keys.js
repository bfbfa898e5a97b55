// Keyboard shortcuts: Ctrl K is the one search, "/" the page's own box or else that; "?" opens the help: the chapter of the guide and all keys; and whatever carries
// data-key ("n", "p", "g o").
// Letters work only where nothing can be typed: on a page made for typing they are text whose field has lost the focus.
// They can be switched off in the list, because single keys get in the way of speech input.

import { show } from "./search.js";

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

// A page made for typing: one that is a form with a field for text, or has a box that finds what a form is about, or a
// field in which something was written. A sheet with an empty box for a comment is none.
function isForTyping() {
  const fields = "form[method=post] :is(input, textarea), :is(input, textarea)[form], [data-picks]";
  return [...document.querySelectorAll(fields)].some((one) => isText(one) && one.checkVisibility());
}

function isText(one) {
  if (one.readOnly || one.disabled || one.matches("[type=hidden], [type=checkbox], [type=radio], [type=file]")) return false;
  if (one.matches("[data-picks]")) return true;
  if (one.form?.getAttribute("method") !== "post") return false; // .method may be a field of that name
  return one.form.querySelector(".form-ways") || one.value !== one.defaultValue;
}

// The keys that do something on this page now.
function fill(list, letters) {
  list.querySelectorAll("[data-made]").forEach((row) => row.remove());
  if (!letters) return;
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
    toggle.addEventListener("change", () => {
      remember((active = toggle.checked));
      fill(dialog.querySelector("[data-keys]"), active && !isForTyping());
    });
  }
  let first = "";
  let timer = 0;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "?" && dialog) {
      event.preventDefault();
      fill(dialog.querySelector("[data-keys]"), active && !isForTyping());
      open(dialog);
      return;
    }
    if (!active || event.key.length !== 1) return;
    if (event.key === "/") {
      const box = document.querySelector("[data-search]");
      if (box) {
        event.preventDefault();
        box.focus();
        box.select();
      } else if (!isForTyping() && show(document.getElementById("search"), open)) {
        event.preventDefault();
      }
      return;
    }
    if (isForTyping()) return;
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
