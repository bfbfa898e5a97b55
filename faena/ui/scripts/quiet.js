// A piece that asks for itself now and then (hx-trigger="every 30s, again", data-quiet) disturbs nobody: it waits while
// nobody looks, while something is pressed, opened or on its way, and a lost connection is no news.

let pressed = false;

export function isBusy(piece) {
  return document.hidden || pressed || document.querySelector("dialog[open], :popover-open") || piece.querySelector("form[data-sending]");
}

export function keepQuiet() {
  for (const down of ["pointerdown", "keydown"]) document.addEventListener(down, () => (pressed = true), true);
  // The click that a press ends in comes after it.
  for (const up of ["pointerup", "pointercancel", "keyup"]) document.addEventListener(up, () => setTimeout(() => (pressed = false), 300), true);
  window.addEventListener("blur", () => (pressed = false));

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.matches("[data-quiet]") && isBusy(event.target)) event.preventDefault();
  });
  // What nobody pressed keeps no session alive (accounts/middleware.py).
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.target.matches("[data-quiet]") || !event.detail.triggeringEvent) event.detail.headers["X-By-Itself"] = "1";
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.elt?.matches?.("[data-quiet]") && isBusy(event.detail.elt)) event.detail.shouldSwap = false;
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) document.querySelectorAll("[data-quiet]").forEach((piece) => piece.dispatchEvent(new Event("again")));
  });
}
