// Collecting, and the advance at intake: what the chosen way of paying means for the fields beside it, ways that are taken
// away, when the day of the money asks for a reason, where one goes on, and Enter, which goes on to the next field: a number
// pad's key must not register money.

const form = document.querySelector("form[data-collects]");
const hasMouse = matchMedia("(pointer: fine)").matches;

// The fields of a tender. The tiles of the first one stand above it.
function tenderOf(node) {
  const tender = node.closest(".tender") ?? document.querySelector(".tender");
  const [amount, received, reference] = ["input.money-input", "input[name$=received]", "input[name$=reference]"].map((mark) => tender.querySelector(mark));
  return { tender, amount, received, reference };
}

// `whole`: the amount that settled everything in the old way settles it in the new one. Any other number was typed for
// another currency and goes, rather than meaning something else without a word.
function follow(chooser) {
  const { tender, amount, received, reference } = tenderOf(chooser);
  const chosen = chooser.selectedOptions?.[0] ?? chooser;
  const signs = tender.querySelectorAll("[data-sign-place]");
  if (signs[0] && chosen.dataset.sign && signs[0].textContent !== chosen.dataset.sign) {
    const whole = amount.value && amount.value === tender.dataset.all;
    amount.value = (whole && chosen.dataset.all) || "";
    if (received) received.value = "";
    for (const sign of signs) sign.textContent = chosen.dataset.sign;
    for (const way of tender.querySelectorAll("input[name$=change_in]")) way.checked = way.value === chosen.dataset.currency;
  }
  tender.dataset.all = chosen.dataset.all || "";
  const needed = Boolean(chosen.dataset.reference);
  reference.required = needed;
  tender.querySelector(`label[for=${reference.id}]`).classList.toggle("is-needed", needed);
  if (!needed && !reference.value) forgive(reference);
}

// What was refused there was that it is empty, and it may be now.
function forgive(input) {
  const field = input.closest(".field");
  field.classList.remove("has-error");
  field.querySelector(".field-error")?.remove();
  input.removeAttribute("aria-invalid");
}

function fireChange(node) {
  node.dispatchEvent(new Event("change", { bubbles: true }));
}

document.querySelectorAll(".tender select, .pay-way-box:checked").forEach(follow);
document.addEventListener("change", (event) => event.target.matches(".tender select, .pay-way-box") && follow(event.target));

// Money of long ago asks why it is written down only now.
const why = document.querySelector("[data-asks-why]");

function ask() {
  const days = [...document.querySelectorAll(":is(.tender, .collect-more) input[type=date]")].filter((one) => one.value && one.checkVisibility());
  why.hidden = !why.querySelector("input").value && !days.some((one) => one.value < why.dataset.asksWhy);
}

if (why) document.addEventListener("change", (event) => event.target.matches(":is(.tender, .collect-more) input") && ask());

// Where one goes on after the way is chosen: what was handed over, the number of the operation, else how much it is.
function begin(chooser) {
  const { amount, received, reference } = tenderOf(chooser);
  const [next] = [received, chooser.dataset.reference ? reference : amount, amount].filter((one) => one?.checkVisibility());
  next?.focus();
  next?.select();
}

if (form) {
  form.querySelectorAll(".tender-more").forEach((more) => {
    more.addEventListener("toggle", () => {
      const mark = more.querySelector("input[name$=-open]");
      mark.value = more.open ? "1" : "";
      if (more.open) tenderOf(more.querySelector(".tender > *")).amount.focus();
      else {
        for (const field of more.querySelectorAll("input:not([type=hidden], [type=radio])")) field.value = "";
        for (const inner of more.querySelectorAll("details")) inner.open = false;
      }
      fireChange(mark);
    });
  });
  form.addEventListener("click", (event) => hasMouse && event.detail && event.target.matches(".pay-way-box") && begin(event.target)); // keys walk on
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches(".tender input")) return;
    event.preventDefault();
    const stops = [...form.elements].filter((one) => one.matches("input:not([type=hidden], [type=radio]), select, .btn-primary, .is-primary") && one.checkVisibility());
    stops[stops.indexOf(event.target) + 1]?.focus();
  });
  const way = form.querySelector(".pay-way-box:checked");
  if (hasMouse && way && !form.querySelector(".has-error, .tender-asks")) begin(way);
}
