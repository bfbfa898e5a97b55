// What helps whoever writes in a form: its first field has the focus, signs are counted near the end of a field and nothing
// is cut, Enter goes on to the next field where a scanner presses it, and Ctrl+Enter saves from any field.

const NEAR = 0.1; // of a field's signs; its last ones are counted

// The first field of a page that is a form (a choice that is made already is passed by), for hands at a keyboard: on a phone the keyboard would cover the form.
export function beginWriting() {
  const form = [...document.querySelectorAll("#main .form-ways")].find((one) => one.checkVisibility())?.closest("form");
  if (form?.getAttribute("method") !== "post" || !matchMedia("(pointer: fine)").matches || location.hash) return;
  if (document.querySelector("[autofocus]") || document.activeElement !== document.body) return;
  const fields = fieldsOf(form);
  (fields.find((one) => !one.checked) || fields[0])?.focus({ preventScroll: true });
}

export function helpWriting(words) {
  document.addEventListener("input", (event) => event.target.dataset?.signs && count(event.target, words));
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("method") !== "post") return; // .method may be a field of that name
    const long = [...event.target.elements].filter((one) => one.dataset.signs && one.closest(".field") && leftIn(one) < 0);
    if (!long.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    for (const field of long) count(field, words);
    long[0].focus();
    long[0].closest(".field")?.scrollIntoView({ block: "nearest" });
  }, true);
  document.addEventListener("keydown", (event) => {
    const { target: field } = event;
    const form = field.form;
    if (event.key !== "Enter" || event.defaultPrevented || event.isComposing || form?.getAttribute("method") !== "post") return;
    if ((event.ctrlKey || event.metaKey) && field.matches("input, textarea, select")) {
      event.preventDefault();
      form.requestSubmit();
    } else if (field.matches("input") && isWritten(field) && (form.matches("[data-enter-next]") || "exact" in field.dataset)) {
      goOn(event, form, field);
    }
  });
}

// On to the next field, at the end to the button; the only field of a form saves.
function goOn(event, form, field) {
  const fields = fieldsOf(form);
  if (fields.length < 2) return;
  event.preventDefault();
  const save = [...form.elements].find((one) => one.matches("button:not([type=button])") && one.checkVisibility());
  const next = fields[fields.indexOf(field) + 1] || save;
  next?.focus();
  if (next?.matches("input")) next.select?.();
}

function isWritten(one) {
  return !one.matches("[type=hidden], [type=checkbox], [type=radio], [type=file], [type=submit], [type=button]");
}

// Those of a group of choices count as one: the chosen one, else the first.
function fieldsOf(form) {
  const all = [...form.elements].filter((one) => one.matches("input:not([type=hidden], [type=file]), select, textarea") && !one.disabled && !one.readOnly && one.checkVisibility());
  return all.filter((one) => one.type !== "radio" || one === (all.find((other) => other.name === one.name && other.checked) || all.find((other) => other.name === one.name)));
}

// As the server counts (lib/text.py): composed signs, a line end as one, idle spaces as none.
function leftIn(field) {
  const text = field.value.normalize("NFC");
  const kept = field.type === "password" ? text : field.matches("textarea") ? text.replace(/[^\S\n]+$/gm, "").replace(/\n{3,}/g, "\n\n").replace(/^\n+|\n+$/g, "") : text.trim().replace(/\s+/g, " ");
  return Number(field.dataset.signs) - [...kept].length;
}

function count(field, words) {
  const left = leftIn(field);
  const most = Number(field.dataset.signs);
  const place = field.closest(".field");
  if (!place) return;
  let note = place.querySelector("[data-signs-left]");
  if (left >= Math.max(5, Math.min(most * NEAR, 100))) {
    if (note) settle(field, note);
    return note?.remove();
  }
  if (!note) {
    note = document.createElement("p");
    note.dataset.signsLeft = "";
    note.id = `${field.id}_count`;
    note.setAttribute("role", "status");
    place.append(note);
  }
  const sentence = left < 0 ? words.most.replace("{most}", most).replace("{now}", most - left) : words.left.replace("{count}", left);
  if (note.textContent !== sentence) note.textContent = sentence;
  note.className = left < 0 ? "field-error" : "form-hint";
  place.classList.toggle("has-error", left < 0 || Boolean(place.querySelector("div.field-error")));
  if (left < 0) field.setAttribute("aria-invalid", "true");
  else settle(field, note);
  if (!field.getAttribute("aria-describedby")?.includes(note.id)) field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") || ""} ${note.id}`.trim());
}

// It is short enough again; what the server refused stays said.
function settle(field, note) {
  const place = field.closest(".field");
  if (note.className !== "field-error" || place.querySelector("div.field-error")) return;
  place.classList.remove("has-error");
  field.removeAttribute("aria-invalid");
}
