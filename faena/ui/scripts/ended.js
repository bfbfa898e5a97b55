// A session that ends while somebody writes takes nothing with it. Each form that is sent is kept on the device until the
// next page shows what became of it. When that is the sign-in page, the same person comes back to the form with
// everything in it, its key too: pressed twice, it counts once (journal/middleware.py). A question in the background that
// meets the end changes nothing on the page; a note leads to the sign-in page and back.
//
// Kept in this tab alone (sessionStorage), for a day at most; gone after use, on signing out, and when somebody else
// signs in. Never kept: passwords, what is marked data-unkept, files.

const KEY = "faena.typed";
const SIGNED_OUT = "faena.signed-out"; // localStorage: tells the other tabs
const DAY = 86_400_000;
const SECRET = "[type=password], .secret input, [data-unkept], [name=csrfmiddlewaretoken]";

let written; // the form that somebody wrote in last

export function keepTyped(words, toast, open) {
  document.addEventListener("input", (event) => {
    if (isKept(event.target.form)) written = event.target.form;
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-signs-out]")) signOut();
    else if (isKept(event.target) && !event.defaultPrevented && !event.target.hasAttribute("data-sending")) keep(recordOf(event.target));
  }, true);
  window.addEventListener("storage", (event) => event.key === SIGNED_OUT && forget());
  document.addEventListener("htmx:responseError", (event) => {
    const request = event.detail.xhr;
    if (request.status === 401 && request.getResponseHeader("X-Session-Ended")) say(words, toast);
  });
  document.addEventListener("arrived", () => settle(words, open));
  settle(words, open);
}

// What is sent once has a key; a language or a theme has none.
function isKept(form) {
  return form instanceof HTMLFormElement && form.getAttribute("method") === "post" && !form.target && form.elements.operation && document.body.dataset.user;
}

function signOut() {
  forget();
  try {
    localStorage.setItem(SIGNED_OUT, String(Date.now()));
  } catch {
    // Storage is closed in this browser: nothing was kept.
  }
}

// ------------------------------------------------------------------ what is kept
function keep(record) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(record));
  } catch {
    forget(); // full or closed
  }
}

function kept() {
  try {
    const record = JSON.parse(sessionStorage.getItem(KEY));
    return record && Date.now() - record.at < DAY ? record : null;
  } catch {
    return null;
  }
}

function forget() {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Closed: nothing was kept.
  }
}

function alike(action) {
  return [...document.querySelectorAll("form")].filter((one) => isKept(one) && (one.getAttribute("action") || "") === action);
}

function fieldsOf(form) {
  return [...form.elements].filter((one) => one.name && one.matches("input:not([type=file]), select, textarea") && !one.matches(SECRET));
}

function recordOf(form) {
  const action = form.getAttribute("action") || "";
  const [values, said] = [{}, []];
  const files = namesOf(form, "[type=file]", (one) => one.files.length);
  const secrets = namesOf(form, SECRET, (one) => one.value);
  for (const one of fieldsOf(form)) {
    const now = (values[one.name] ??= []);
    if (one.type === "select-multiple") now.push(...[...one.selectedOptions].map((option) => option.value));
    else if (!["checkbox", "radio"].includes(one.type) || one.checked) now.push(one.value);
    if (isText(one) && one.value.trim()) said.push(`${one.labels?.[0]?.textContent.trim() || ""}: ${one.value}`);
  }
  const place = alike(action).indexOf(form);
  return { user: document.body.dataset.user, address: location.pathname + location.search, at: Date.now(), action, place, values, files, secrets, said };
}

function namesOf(form, marks, isFilled) {
  return [...form.elements].filter((one) => one.name && one.type !== "hidden" && one.matches(marks) && isFilled(one)).map((one) => one.name);
}

function isText(one) {
  return one.matches("textarea, input:not([type=hidden], [type=checkbox], [type=radio])");
}

// ------------------------------------------------------------------ what became of it
function settle(words, open) {
  const record = kept();
  const { user } = document.body.dataset;
  const signing = document.querySelector("[data-signing-in]");
  if (!record) return;
  if (!user) {
    if (signing) {
      keep({ ...record, ended: true });
      leadTo(signing, record.address);
    }
  } else if (record.user !== user) forget();
  else if (document.querySelector("[data-too-old]") && !record.ended) {
    keep({ ...record, ended: true });
    location.replace(record.address);
  } else if (!record.ended) forget();
  else if (record.address === location.pathname + location.search) {
    forget();
    putBack(record, words, open);
  }
}

function leadTo(signing, address) {
  let next = signing.querySelector("[name=next]");
  if (!next) {
    next = Object.assign(document.createElement("input"), { type: "hidden", name: "next" });
    signing.append(next);
  }
  next.value = address;
}

function putBack(record, words, open) {
  const forms = alike(record.action);
  const form = forms[record.place] || forms[0];
  if (!form) {
    const list = document.createElement("pre");
    list.textContent = record.said.join("\n");
    if (record.said.length) document.getElementById("main").prepend(notice(words.no_place, list));
    return;
  }
  write(form, record.values);
  const fields = fieldsOf(form);
  for (const one of fields) if (!isText(one) && one.type !== "hidden") one.dispatchEvent(new Event("change", { bubbles: true }));
  write(form, record.values); // what a choice means for the fields beside it may have emptied them
  for (const one of fields) if (isText(one) && one.value) one.dispatchEvent(new Event("input", { bubbles: true }));
  for (const one of fields) {
    const fold = one.closest("details:not([open])");
    if (fold && isText(one) && one.value) fold.open = true;
  }
  for (const [names, sentence] of [[record.files, words.files], [record.secrets, words.secret]]) {
    for (const name of names) {
      const field = [...form.elements].find((one) => one.name === name)?.closest(".field");
      field?.append(lost(sentence));
      field?.closest("details")?.setAttribute("open", "");
    }
  }
  const note = notice(words.back);
  const dialog = form.closest("dialog");
  if (dialog) open(dialog);
  (dialog ? form : document.getElementById("main")).prepend(note);
  const first = [...form.elements].find((one) => one.matches(SECRET) && one.checkVisibility()) || [...form.elements].find((one) => one.matches("button:not([type=button])"));
  first?.focus({ preventScroll: true });
  note.scrollIntoView({ block: "center" });
}

function write(form, values) {
  const at = {};
  for (const one of fieldsOf(form)) {
    const now = values[one.name];
    if (!now) continue;
    if (one.type === "checkbox" || one.type === "radio") one.checked = now.includes(one.value);
    else if (one.type === "select-multiple") for (const option of one.options) option.selected = now.includes(option.value);
    else {
      const place = (at[one.name] = (at[one.name] ?? -1) + 1);
      if (place < now.length) one.value = now[place];
    }
  }
}

function notice(sentence, ...more) {
  const note = document.createElement("div");
  note.className = "notice is-amber";
  note.setAttribute("role", "status");
  const text = document.createElement("div");
  text.className = "notice-text";
  const strong = document.createElement("strong");
  strong.textContent = sentence;
  text.append(strong, ...more);
  note.append(text);
  return note;
}

function lost(sentence) {
  const note = document.createElement("p");
  note.className = "field-error";
  note.dataset.lost = "";
  note.textContent = sentence;
  return note;
}

// ------------------------------------------------------------------ a question in the background
function say(words, toast) {
  if (document.querySelector("[data-ended]")) return;
  const said = toast(words.ended, "warning");
  const way = document.createElement("a");
  way.dataset.ended = "";
  way.href = `${document.body.dataset.signsIn}?next=${encodeURIComponent(location.pathname + location.search)}`;
  way.textContent = words.sign_in;
  way.addEventListener("click", () => {
    if (written?.isConnected) keep({ ...recordOf(written), ended: true });
  });
  said.append(" ", way);
}
