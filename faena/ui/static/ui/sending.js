// Forms with photos are sent from here, so that their reader sees how far they are and loses nothing when the network
// breaks. The answer does what it does to a plain form: the next page after a change, the same page with what was wrong.
// Sending again is harmless: the form's hidden key stays the same, and the server answers a second time what it did.
// A photo field (ui/_forms.html) brings this script to its page.

import { handOver, photosOf, whenSmall } from "./photos.js";

const STALLED = 90_000; // ms in which nothing moved

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !fieldsOf(form).some((field) => photosOf(field).length)) return;
  event.preventDefault();
  form.pressed = event.submitter;
  send(form).catch(() => {
    form.dispatchEvent(new Event("unsent", { bubbles: true })); // its buttons can be pressed again
    showState(form, "failed");
  });
});
document.addEventListener("click", (event) => {
  const form = event.target.closest("[data-send-again]")?.closest("form");
  if (form) form.requestSubmit(form.pressed?.isConnected ? form.pressed : null);
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form:has([data-photos])").forEach((form) => showState(form, ""));
});

function fieldsOf(form) {
  return [...form.querySelectorAll("[data-photos]")];
}

// Says on top of the first photo field that it is "sending" or that it "failed"; with "" nothing.
function showState(form, state) {
  const field = fieldsOf(form)[0];
  for (const name of ["sending", "failed"]) field.querySelector(`[data-when=${name}]`).hidden = name !== state;
  form.querySelectorAll("[data-photos] li progress").forEach((bar) => (bar.hidden = state !== "sending"));
  if (state) field.querySelector(`[data-when=${state}]`).scrollIntoView({ block: "nearest" });
}

async function send(form) {
  const fields = fieldsOf(form);
  showState(form, "sending");
  await Promise.all(fields.map(whenSmall));
  showState(form, "sending"); // the previews that were made meanwhile too
  const button = form.pressed;
  const body = new FormData(form);
  if (button?.name) body.append(button.name, button.value);
  const address = button?.getAttribute("formaction") || form.getAttribute("action") || location.href;
  const request = await post(address, body, (loaded, total) => move(fields, loaded, total));
  const next = request.getResponseHeader("X-Go-To");
  if (next) return go(new URL(next, location.href));
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  if (request.status >= 500 || !page.body.dataset.words) throw new Error(`Status ${request.status}, not a page of ours`);
  history.replaceState(null, "", address); // of the page that is shown, where a form of another one led to it
  replace(page, fields);
  document.dispatchEvent(new Event("arrived"));
}

function post(address, body, moved) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let stalled;
    const wait = () => {
      clearTimeout(stalled);
      stalled = setTimeout(() => request.abort(), STALLED);
    };
    request.upload.addEventListener("progress", (event) => {
      wait();
      moved(event.loaded, event.total);
    });
    for (const end of ["error", "abort"]) request.addEventListener(end, () => reject(new Error(end)));
    request.addEventListener("load", () => resolve(request));
    request.addEventListener("loadend", () => clearTimeout(stalled));
    request.open("POST", address);
    request.setRequestHeader("X-Sent-By", "script"); // faena/ui/middleware.py
    request.send(body);
    wait();
  });
}

// The photos travel in their order behind the other fields, so each has its own bar.
function move(fields, loaded, total) {
  const photos = fields.flatMap(photosOf);
  let left = loaded - (total - photos.reduce((sum, { file }) => sum + file.size, 0));
  for (const { file, item } of photos) {
    const bar = item.querySelector("progress");
    if (bar) bar.value = Math.min(1, Math.max(0, left / file.size));
    left -= file.size;
  }
  fields[0].querySelector("[data-when=sending] progress").value = loaded / total;
}

function go(address) {
  const isHere = address.pathname + address.search === location.pathname + location.search;
  location.assign(address);
  if (isHere && address.hash) location.reload(); // a mere jump would show the page as it was
}

// Puts a page in place of this one. Its photo fields get the photos that were picked here.
function replace(page, fields) {
  const names = fields.map((field) => field.querySelector("input[type=file]").name);
  document.title = page.title;
  document.body.replaceWith(document.adoptNode(page.body));
  window.htmx?.process(document.body);
  fields.forEach((field, place) => {
    const same = document.querySelector(`[data-photos] input[name="${CSS.escape(names[place])}"]`)?.closest("[data-photos]");
    if (same) handOver(field, same);
  });
  scrollTo({ top: 0, behavior: "instant" });
}
