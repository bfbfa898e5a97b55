// The one search: Ctrl K or "/" opens it on every page. Letters always go into its box; the arrows choose among what was
// found, Enter opens it, Ctrl Enter in another tab. Without hits for what is typed, Enter sends the form: an exact number
// or a scanned code opens its thing.

const WAIT = 150; // ms after the last letter

export function searchEverything(open) {
  const dialog = document.getElementById("search");

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
      if (show(dialog, open)) event.preventDefault();
    }
  });
  document.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || !event.target.closest("[data-search-opens]")) return;
    if (show(dialog, open)) event.preventDefault();
  });
  document.querySelectorAll("[data-searches]").forEach(listen);
}

// The dialog opens, unless the page is the search itself or another dialog is open.
export function show(dialog, open) {
  const own = document.querySelector(".is-search input[name=q]");
  if (own) {
    own.focus();
    own.select();
    return true;
  }
  if (!dialog || document.querySelector("dialog[open]")) return false;
  const box = dialog.querySelector("input[name=q]");
  open(dialog);
  box.select();
  if (!dialog.querySelector("[data-found]")) box.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

function listen(root) {
  const box = root.querySelector("input[name=q]");
  const place = root.querySelector("[data-search-found]");
  const form = box.form;
  let timer = 0;
  let asked = null;

  const hits = () => [...place.querySelectorAll("[role=option]")];
  const chosen = () => place.querySelector("[aria-selected=true]");
  const answers = () => words(place.querySelector("[data-found]")?.dataset.found) === words(box.value);

  function choose(hit) {
    chosen()?.setAttribute("aria-selected", "false");
    hit?.setAttribute("aria-selected", "true");
    if (hit) box.setAttribute("aria-activedescendant", hit.id);
    else box.removeAttribute("aria-activedescendant");
    hit?.scrollIntoView({ block: "nearest" });
  }

  async function ask() {
    asked?.abort();
    asked = new AbortController();
    const address = `${form.action}?${new URLSearchParams({ q: box.value })}`;
    try {
      const answer = await fetch(address, { headers: { "HX-Request": "true" }, signal: asked.signal });
      if (answer.redirected || answer.status === 401) return location.reload(); // signed out: that page says so
      if (!answer.ok) throw new Error(String(answer.status));
      place.innerHTML = await answer.text();
      choose(box.value ? hits()[0] : null);
    } catch (failure) {
      if (failure.name !== "AbortError") document.dispatchEvent(new CustomEvent("htmx:sendError", { detail: {} }));
    }
  }

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const all = hits();
      const next = all.indexOf(chosen()) + step;
      choose(all[Math.max(0, Math.min(next, all.length - 1))]);
    } else if (event.key === "Escape" && root.open) {
      event.preventDefault(); // a search box would be emptied first
      root.close();
    } else if (event.key === "Enter" && chosen() && answers()) {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) window.open(chosen().href, "_blank", "noopener");
      else chosen().click();
    } else if (event.key === "Enter") {
      asked?.abort(); // the form goes as it is
      clearTimeout(timer);
    }
  });
}

function words(text) {
  return (text ?? "").trim().split(/\s+/).join(" ");
}
