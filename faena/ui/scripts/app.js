// What pages do beyond HTML. Everything works on [data-…] marks through listeners on the document, so that fragments
// swapped in by htmx need no start-up. Words come from <body data-words>, rendered in the reader's language.

import { editInPlace } from "./editing.js";
import { keepTyped } from "./ended.js";
import { listenToKeys } from "./keys.js";
import { chooseChips, offerSuggestions, pickHits, walkRows } from "./picking.js";
import { printInPlace } from "./print.js";
import { searchEverything } from "./search.js";
import { beginWriting, helpWriting } from "./writing.js";

const words = JSON.parse(document.body.dataset.words || "{}");

// ------------------------------------------------------------------ toasts
function toast(text, tone = "success") {
  const note = document.createElement("div");
  note.className = `toast-note is-${tone}`;
  note.dataset.toast = "";
  const said = document.createElement("div");
  said.className = "toast-text";
  said.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "icon-button";
  close.dataset.toastClose = "";
  close.setAttribute("aria-label", words.close);
  close.textContent = "×";
  note.append(said, close);
  document.getElementById("toasts").append(note);
  return said;
}

// ------------------------------------------------------------------ one effect per click
function rest(form) {
  form.removeAttribute("data-sending");
  for (const button of buttonsOf(form)) {
    button.disabled = false;
    button.removeAttribute("aria-busy");
  }
}

function buttonsOf(form) {
  return [...form.elements].filter((one) => one.matches("button:not([type=button]):not([type=reset]), input[type=submit]"));
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  // A file is saved and the page stays as it is: its button may be pressed again.
  if (event.defaultPrevented || form.getAttribute("method") !== "post" || form.target || event.submitter?.formTarget || form.hasAttribute("data-file")) return;
  if (form.hasAttribute("data-sending")) {
    event.preventDefault();
    return;
  }
  form.setAttribute("data-sending", "");
  // After the browser has read the pressed button's name and value.
  setTimeout(() => {
    for (const button of buttonsOf(form)) {
      button.disabled = true;
      if (button === event.submitter) button.setAttribute("aria-busy", "true");
    }
  });
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(rest));
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest("form[data-sending]");
  if (form) rest(form);
});
document.addEventListener("unsent", (event) => rest(event.target)); // sending.js
for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => {
    if (!event.target.matches?.("[data-quiet]") && event.detail.xhr?.status !== 401) toast(words.failed, "error");
  });
}

// A piece that this screen does not show asks for nothing.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches("[data-if-shown]") && !event.target.getClientRects().length) event.preventDefault();
});

// Our own sentences stand beside the fields; the browser's bubbles would speak its language, not the reader's.
function ownSentences(root) {
  root.querySelectorAll("form[method=post]").forEach((form) => (form.noValidate = true));
}

// ------------------------------------------------------------------ dialogs, menus
function open(dialog) {
  if (dialog.open || !dialog.showModal) return;
  if (dialog.matches(":popover-open")) dialog.hidePopover();
  dialog.showModal();
  dialog.dispatchEvent(new Event("opened"));
  dialog.querySelector("[autofocus], [data-focus], input:not([type=hidden]), select, textarea, .dialog-ways .btn")?.focus();
}

document.addEventListener("click", (event) => {
  const at = (marks) => event.target.closest(marks);
  let hit;
  if ((hit = at("[data-dialog]"))) {
    const dialog = document.getElementById(hit.dataset.dialog);
    if (dialog instanceof HTMLDialogElement) {
      event.preventDefault();
      open(dialog);
    }
  } else if ((hit = at("[data-dialog-close]"))) {
    const dialog = hit.closest("dialog");
    if (dialog?.open) {
      event.preventDefault();
      dialog.close();
    }
  } else if (event.target instanceof HTMLDialogElement && event.target.open) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside && event.detail) event.target.close();
  } else if ((hit = at("[data-toast-close]"))) {
    hit.closest("[data-toast]").remove();
  } else if ((hit = at("[data-copy]"))) {
    navigator.clipboard.writeText(hit.dataset.copy).then(() => toast(words.copied), () => hit.previousElementSibling?.select());
  } else if ((hit = at("[data-secret]"))) {
    showSecret(hit);
  } else if (at("[data-back]")) {
    history.back();
  }
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
    if (!menu.contains(event.target) || event.target.closest(".menu-item[data-dialog]")) menu.open = false;
  });
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});

// ------------------------------------------------------------------ passwords (W5)
function showSecret(eye) {
  const field = document.getElementById(eye.dataset.secret);
  const show = field.type === "password";
  field.type = show ? "text" : "password";
  eye.setAttribute("aria-pressed", String(show));
}

// A shown password must not travel or be remembered as plain text.
document.addEventListener("submit", (event) => {
  event.target.querySelectorAll("[data-secret][aria-pressed=true]").forEach(showSecret);
}, true);

// ------------------------------------------------------------------ theme, size and side bar without reloading
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.hasAttribute("data-look-form")) return;
  event.preventDefault();
  const { name, value: chosen } = event.submitter;
  document.documentElement.dataset[name] = chosen;
  document.querySelectorAll(`[data-look-form] [name=${name}]`).forEach((one) => one.setAttribute("aria-pressed", String(one.value === chosen)));
  const body = new FormData(form, event.submitter);
  fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => {});
  const switches = event.submitter; // a switch: the next press chooses the other
  if (switches.dataset.other) {
    [switches.value, switches.dataset.other] = [switches.dataset.other, chosen];
    switches.setAttribute("aria-pressed", String(chosen === "rail"));
  }
}, true);

// ------------------------------------------------------------------ rows: the whole row opens its link on desks
document.addEventListener("click", (event) => {
  const row = event.target.closest(".list tbody tr");
  if (!row || event.defaultPrevented || event.target.closest("a, button, input, label, select, details")) return;
  if (String(getSelection())) return;
  const link = row.querySelector(".at-title a");
  if (!link) return;
  if (event.metaKey || event.ctrlKey) window.open(link.href, "_blank", "noopener");
  else link.click();
});

// What a narrow cell cuts off is told on hover.
document.addEventListener("mouseover", (event) => {
  const cell = event.target.closest?.(".list td");
  if (!cell || cell.title) return;
  const first = cell.querySelector(".first") ?? cell;
  const isCut = cell.scrollWidth > cell.clientWidth || first.scrollHeight > first.clientHeight;
  if (isCut) cell.title = first.textContent.trim();
});

// ------------------------------------------------------------------ a script that is wanted when its part of the page is touched
function bring(event) {
  const part = event.target.closest?.("[data-script]");
  if (!part) return;
  document.head.append(Object.assign(document.createElement("script"), { type: "module", src: part.dataset.script }));
  part.removeAttribute("data-script");
}
for (const touched of ["pointerdown", "focusin"]) document.addEventListener(touched, bring);

// ------------------------------------------------------------------ the page for while there is no connection
// After everything else, and for people who work here; its script comes from the browser's cache while that is fresh.
function keepOfflinePage() {
  const { user, worker } = document.body.dataset;
  if (!user || !worker || !navigator.serviceWorker) return;
  const keep = () => navigator.serviceWorker.register(worker, { updateViaCache: "all" }).catch(() => {});
  addEventListener("load", () => setTimeout(keep, 2000));
}

// ------------------------------------------------------------------ scripts that can wait until the page stands
function bringLater() {
  for (const one of document.querySelectorAll("[data-later]")) {
    document.head.append(Object.assign(document.createElement("script"), { type: "module", src: one.dataset.later }));
    one.removeAttribute("data-later");
  }
}
addEventListener("load", bringLater);
document.addEventListener("arrived", bringLater);

// ------------------------------------------------------------------ start
function start(root) {
  ownSentences(root);
  root.querySelectorAll("[data-secret][hidden]").forEach((eye) => (eye.hidden = false));
  root.querySelectorAll("[data-suggestions][hidden]").forEach((box) => (box.hidden = false));
  if (history.length > 1) root.querySelectorAll("[data-back][hidden]").forEach((one) => (one.hidden = false));
}

// The first wrong field gets the focus, and its label and sentence stand clear of the bars once the letters have their size.
function arrive() {
  start(document);
  const wrong = document.querySelector("[aria-invalid=true]");
  if (wrong) wrong.focus();
  else beginWriting();
  document.fonts.ready.then(() => wrong?.closest(".field")?.scrollIntoView({ block: "nearest" }));
}

helpWriting(words);
arrive();
keepTyped(words, toast, open);
document.addEventListener("arrived", arrive); // a page was put in place of the one that was here
document.addEventListener("htmx:load", (event) => start(event.target.parentNode || document));
listenToKeys(open);
searchEverything(open);
printInPlace();
editInPlace(words);
pickHits();
walkRows();
chooseChips();
offerSuggestions();
keepOfflinePage();
