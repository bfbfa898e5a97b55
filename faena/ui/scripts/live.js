// What happens elsewhere while a page stands open. Every half minute (every five where nobody looks) one short question tells
// how many notices are unread and whether anything happened in the shop (notifications/views/notices.py); the bell and the
// title follow. Where something happened, a list marked data-live (with an id) is read anew. Nothing moves under whoever reads
// it: once he has scrolled, chosen or stands inside, the rows change where they are and a line above says how many came. A
// board is one picture (data-live="whole"): it is put anew where it stands, unless something of it is picked up or written.

import { isBusy } from "./quiet.js";

const SHOWN = 30_000;
const HIDDEN = 300_000;
const COUNT = /^\(\d+\+?\) /;

let tag = "";
let mark = "";
let asked = 0;
let isLate = false; // something happened, and no list could be read yet

export function followTheShop(words) {
  if (!document.querySelector("[data-bell]")) return;
  asked = Date.now();
  setInterval(() => {
    if (Date.now() - asked >= (document.hidden ? HIDDEN : SHOWN) - 500) ask(words);
  }, 5_000);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && Date.now() - asked >= SHOWN) ask(words);
  });
}

async function ask(words) {
  const bell = document.querySelector("[data-bell]");
  if (!bell) return;
  asked = Date.now();
  const headers = { "X-By-Itself": "1", ...(tag && { "If-None-Match": tag }) };
  const answer = await fetch(bell.dataset.bell, { headers, cache: "no-store", redirect: "error" }).catch(() => null);
  if (answer?.status === 200) {
    tag = answer.headers.get("ETag");
    const [unread, last] = (await answer.text()).split(" ");
    ring(bell, unread);
    isLate = isLate || mark !== last; // the first time too: nobody knows what has happened since the page was made
    mark = last;
  }
  if (isLate && (answer?.ok || answer?.status === 304)) await renew(words);
}

function ring(bell, unread) {
  bell.querySelector(".bell-count").textContent = unread;
  document.title = (unread && `(${unread}) `) + document.title.replace(COUNT, "");
}

async function renew(words) {
  const lists = [...document.querySelectorAll("[data-live][id]")];
  if (!lists.length) isLate = false;
  if (document.hidden || !lists.length || lists.some(isBusy) || isTyping()) return;
  const answer = await fetch(location.href, { headers: { "X-By-Itself": "1" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (lists.some(isBusy)) return;
  isLate = false;
  for (const list of lists) {
    const fresh = page.getElementById(list.id);
    if (!fresh || said(fresh) === said(list)) continue;
    if (list.dataset.live === "whole") putWhole(list, fresh);
    else if (isRead(list)) changeRows(list, fresh, words);
    else put(list, fresh);
  }
}

// A search that is being written is not in the address yet.
function isTyping() {
  return document.activeElement?.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
}

function isRead(list) {
  return scrollY > 80 || list.contains(document.activeElement) || list.querySelector("input:checked");
}

// What has the focus has it again, and what is scrolled stays so.
function putWhole(list, fresh) {
  if (list.querySelector(".is-lifted, input:checked")) return (isLate = true);
  const [focused, moved] = [list.contains(document.activeElement) && document.activeElement.getAttribute("href"), [...list.querySelectorAll("[tabindex='0']")].map((one) => [one.scrollLeft, one.scrollTop])];
  const open = [...list.querySelectorAll("details")].map((one) => one.open);
  put(list, fresh);
  const now = document.getElementById(fresh.id);
  now.querySelectorAll("[tabindex='0']").forEach((one, place) => moved[place] && one.scrollTo(...moved[place]));
  now.querySelectorAll("details").forEach((one, place) => (one.open = open[place] ?? one.open));
  if (focused) now.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

function put(old, fresh) {
  const one = document.adoptNode(fresh);
  old.replaceWith(one);
  window.htmx?.process(one);
  one.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
}

function changeRows(list, fresh, words) {
  const now = rowsOf(fresh);
  const here = rowsOf(list);
  for (const [address, row] of here) {
    const other = now.get(address);
    if (other && said(other) !== said(row) && !row.contains(document.activeElement) && !row.querySelector("input:checked")) put(row, other);
  }
  const came = [...now.keys()].filter((address) => !here.has(address)).length;
  if (came) tell(list, came, words);
}

// The line above the rows; pressed, the page is read anew.
function tell(list, came, words) {
  const line = list.querySelector("[data-came]") || list.insertAdjacentElement("afterbegin", document.createElement("div"));
  line.className = "news";
  line.dataset.came = "";
  line.setAttribute("role", "status");
  const link = Object.assign(document.createElement("a"), { className: "btn", href: location.href });
  link.textContent = (came === 1 ? words.came_one : words.came).replace("{count}", came);
  line.replaceChildren(link);
}

// Each row under the address that it opens.
function rowsOf(list) {
  const rows = [...list.querySelectorAll("tbody tr, .worklist-row, .rows > li")];
  return new Map(rows.filter((row) => row.querySelector("a[href]")).map((row) => [row.querySelector("a[href]").pathname, row]));
}

// What is to be read there, without the tokens of forms.
function said(piece) {
  return piece.textContent.replace(/\s+/g, " ");
}
