// Collecting, and the advance at intake: what the chosen way of paying means for the fields beside it, ways that are taken away, when the day of the
// money asks for a reason, and Enter, which goes
// on to the next field: a number pad's key must not register money.

const form = document.querySelector("form[data-collects]");

function tenderOf(node) {
  const tender = node.closest(".tender");
  const [method, amount, reference] = ["select", "input.money-input", "input[name$=reference]"].map((mark) => tender.querySelector(mark));
  return { tender, method, amount, reference };
}

// `whole`: the amount that settled everything in the old way settles it in the new one. Any other number was typed for
// another currency and goes, rather than meaning something else without a word.
function follow(select) {
  const { tender, amount, reference } = tenderOf(select);
  const chosen = select.selectedOptions[0];
  const sign = tender.querySelector("[data-sign-place]");
  if (sign && chosen.dataset.sign && sign.textContent !== chosen.dataset.sign) {
    const whole = amount.value && amount.value === tender.dataset.all;
    amount.value = (whole && chosen.dataset.all) || "";
    sign.textContent = chosen.dataset.sign;
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

document.querySelectorAll(".tender select").forEach(follow);
document.addEventListener("change", (event) => event.target.matches(".tender select") && follow(event.target));

// Money of long ago asks why it is written down only now.
const why = document.querySelector("[data-asks-why]");

function ask() {
  const days = [...document.querySelectorAll(".tender input[type=date]")].filter((one) => one.value && one.checkVisibility());
  why.hidden = !why.querySelector("input").value && !days.some((one) => one.value < why.dataset.asksWhy);
}

if (why) document.addEventListener("change", (event) => event.target.matches(".tender input") && ask());

if (form) {
  form.querySelectorAll(".tender-more").forEach((more) => {
    more.addEventListener("toggle", () => {
      const mark = more.querySelector("input[name$=-open]");
      mark.value = more.open ? "1" : "";
      if (more.open) tenderOf(more.querySelector(".tender > *")).amount.focus();
      else {
        for (const field of more.querySelectorAll("input:not([type=hidden])")) field.value = "";
        for (const inner of more.querySelectorAll("details")) inner.open = false;
      }
      fireChange(mark);
    });
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches(".tender input")) return;
    event.preventDefault();
    const stops = [...form.querySelectorAll("input:not([type=hidden]), select, button.btn-primary")].filter((one) => one.checkVisibility());
    stops[stops.indexOf(event.target) + 1]?.focus();
  });
  const amount = form.querySelector(".tender .money-input");
  if (matchMedia("(pointer: fine)").matches && !form.querySelector(".has-error, .tender-asks")) {
    amount?.focus();
    amount?.select();
  }
}
