// Values are changed where they stand: <a data-edit href="/orders/7/value/"> opens the form of that page in a dialog, at the
// value on desks, at the thumb on phones. Enter saves, Esc leaves; what is refused is said inside. After a change the page
// is shown anew, and the value has the focus. data-edit="promised_at": of the form's fields this one alone is shown.
// data-stays="/orders/7/": a change that leads to that page leaves this one here, which shows it.
// A form with data-frame="drawer" stands at the edge, as high as the screen.
// Where anything else comes back than such a form, the browser goes to the page as it would without script.

export function editInPlace(words) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-edit]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (link.ariaBusy === "true") return;
    link.ariaBusy = "true";
    edit(link, words)
      .catch(() => location.assign(link.href))
      .finally(() => (link.ariaBusy = null));
  });
}

async function edit(link, words) {
  const answer = await fetch(link.href);
  const page = parsed(await answer.text());
  const form = answer.ok && !answer.redirected && formOf(page);
  if (!form) throw new Error(`No form at ${link.href}`);
  await dress(page);
  const dialog = dialogOf(page, words);
  put(dialog, form, link);
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    (link.isConnected ? link : same(link))?.focus();
  });
  dialog.showModal();
  if (form.dataset.frame) dialog.classList.add(`is-${form.dataset.frame}`);
  else if (matchMedia("(min-width: 992px)").matches) stand(dialog, link.getBoundingClientRect());
  begin(dialog);
}

function parsed(text) {
  return new DOMParser().parseFromString(text, "text/html");
}

// The style sheets that the page has to itself come with its form.
function dress(page) {
  const here = new Set([...document.styleSheets].map((sheet) => sheet.href));
  const missing = [...page.head.querySelectorAll("link[rel=stylesheet]")].filter((one) => !here.has(one.href));
  return Promise.all(missing.map(({ href }) => new Promise((done) => {
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: done, onerror: done }));
  })));
}

function formOf(page) {
  return page.querySelector("main form.card[method=post]");
}

function dialogOf(page, words) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog is-low is-edit";
  const head = document.createElement("div");
  head.className = "dialog-head";
  const title = document.createElement("h2");
  title.className = "dialog-title";
  title.id = "edit-title";
  title.textContent = page.querySelector(".page-title").textContent.trim();
  const close = Object.assign(document.createElement("button"), { type: "button", className: "icon-button", textContent: "×" });
  close.setAttribute("aria-label", words.close);
  close.dataset.dialogClose = "";
  head.append(title, close);
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.append(head);
  return dialog;
}

// The form, as it came with the page or as it was refused, in the place of the one before.
function put(dialog, fresh, link) {
  const form = document.adoptNode(fresh);
  const field = link.dataset.edit;
  form.action = link.href;
  form.noValidate = true; // our own sentences, as on its page
  form.querySelector(".form-ways a")?.setAttribute("data-dialog-close", "");
  if (field && form.elements[field] && !form.querySelector("[aria-invalid=true]")) {
    for (const one of form.querySelectorAll(".field")) one.hidden = !one.querySelector(`[name="${CSS.escape(field)}"]`);
  }
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || form.querySelector("[data-previews] li")) return; // photos: sending.js
    event.preventDefault();
    send(dialog, form, event.submitter, link).catch(() => HTMLFormElement.prototype.submit.call(form));
  });
  const old = dialog.querySelector("form");
  if (old) old.replaceWith(form);
  else dialog.append(form);
  for (const script of form.querySelectorAll("script[src]")) {
    script.replaceWith(Object.assign(document.createElement("script"), { type: script.type, src: script.src })); // a parsed one never runs
  }
  window.htmx?.process(form);
  form.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
}

// What is wrong has the focus, else what is needed and still empty, else what comes first.
function begin(dialog) {
  const fields = [...dialog.querySelectorAll("form :is(input:not([type=hidden], [type=file]), select, textarea)")].filter((one) => one.checkVisibility());
  const first = dialog.querySelector("[aria-invalid=true]") || fields.find((one) => one.required && !one.value) || fields[0];
  first?.focus();
  if (first?.matches("input:not([type=checkbox], [type=radio])")) first.select();
}

// Below the value, with its right edge; where there is no room in the middle.
function stand(dialog, value) {
  const box = dialog.getBoundingClientRect();
  const left = Math.max(12, Math.min(value.left, innerWidth - box.width - 28));
  const top = value.bottom + 6;
  if (top + box.height < innerHeight - 12) dialog.style.margin = `${top}px auto auto ${left}px`;
}

async function send(dialog, form, button, link) {
  const body = new FormData(form, button);
  form.dataset.sending = "";
  button?.setAttribute("aria-busy", "true");
  const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Sent-By": "script" } });
  const next = answer.headers.get("X-Go-To");
  if (next) return follow(new URL(next, location.href), dialog, link);
  const again = answer.status === 422 && formOf(parsed(await answer.text()));
  if (!again) throw new Error(`Status ${answer.status}`);
  put(dialog, again, link);
  begin(dialog);
}

// The page after the change: this one as it is now, or another.
async function follow(address, dialog, edited) {
  const stays = address.pathname === location.pathname || address.pathname + address.search === edited.dataset.stays;
  if (!stays) return location.assign(address);
  const answer = await fetch(location.pathname + location.search);
  const page = parsed(await answer.text());
  if (!answer.ok || answer.redirected || !page.body.dataset.user) return location.assign(address);
  const [fresh, at] = [document.adoptNode(page.body), scrollY];
  dialog.close();
  document.title = page.title;
  const [link, typed] = [document.activeElement, changed()];
  document.body.replaceWith(fresh);
  for (const { id, value, checked } of typed) Object.assign(document.getElementById(id) || {}, { value, checked });
  window.htmx?.process(document.body);
  document.dispatchEvent(new Event("arrived"));
  scrollTo({ top: at, behavior: "instant" });
  same(link)?.focus({ preventScroll: true });
}

// What somebody wrote or chose elsewhere on the page and did not send yet.
function changed() {
  const fields = [...document.querySelectorAll("main :is(textarea, input:not([type=file]), select)[id]")];
  return fields.filter((one) => (one.options ? [...one.options].some((option) => option.selected !== option.defaultSelected) : one.value !== one.defaultValue || one.checked !== one.defaultChecked));
}

// The value on the page as it is now.
function same(link) {
  const alike = [...document.querySelectorAll("a[data-edit]")];
  return alike.find((one) => one.href === link.href && one.dataset.edit === link.dataset?.edit);
}
