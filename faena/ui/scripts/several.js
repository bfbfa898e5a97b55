// Several rows of a list at once (ui/several.py): the bar shows itself when one is chosen and says how many; the box in the
// head takes all of the page, Shift a whole stretch, "x" the row with the focus. On phones rows are chosen once "Choose" is
// pressed, so that boxes take no room before.

export function chooseSeveral() {
  let last = null; // where a stretch begins

  const bar = () => document.querySelector("form[data-several]");
  const boxes = () => [...document.querySelectorAll(".list [name=pick]")];

  function tell() {
    const form = bar();
    if (!form) return;
    const all = boxes();
    const many = all.filter((one) => one.checked).length;
    form.hidden = many === 0;
    form.querySelector("[data-many]").textContent = form.dataset.many.replace("{count}", many);
    for (const one of all) one.closest("tr").toggleAttribute("data-picked", one.checked);
    for (const head of document.querySelectorAll("[data-pick-all]")) {
      head.hidden = false;
      head.checked = many > 0 && many === all.length;
      head.indeterminate = many > 0 && many < all.length;
    }
    for (const start of document.querySelectorAll("[data-choose]")) start.hidden = all.length === 0;
    if (many) document.body.dataset.choosing = "on";
    else document.body.dataset.choosing ??= "off";
  }

  document.addEventListener("click", (event) => {
    const start = event.target.closest?.("[data-choose]");
    if (start) {
      document.body.dataset.choosing = document.body.dataset.choosing === "on" ? "off" : "on";
      if (document.body.dataset.choosing === "off") boxes().forEach((one) => (one.checked = false));
      tell();
      return;
    }
    const box = event.target.closest?.(".list [name=pick]");
    if (!box) return;
    const all = boxes();
    if (event.shiftKey && last?.isConnected) {
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      all.slice(from, to + 1).forEach((one) => (one.checked = box.checked));
    }
    last = box;
    tell();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-pick-all]")) boxes().forEach((one) => (one.checked = event.target.checked));
    if (event.target.matches?.("[data-pick-all], [name=pick]")) tell();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "x" || event.altKey || event.ctrlKey || event.metaKey) return;
    const box = event.target.closest?.(".list tr")?.querySelector("[name=pick]");
    if (!box || event.target.matches("input:not([type=checkbox]), textarea, select")) return;
    event.preventDefault();
    box.checked = !box.checked;
    last = box;
    tell();
  });
  document.addEventListener("keydown", (event) => {
    const act = event.key === "Enter" && event.target.closest?.(".several-act input")?.closest(".several-act");
    if (!act) return;
    event.preventDefault();
    act.querySelector("button").click();
  });
  document.addEventListener("submit", (event) => {
    const file = event.target.matches?.("[data-several]") && event.submitter?.formAction.includes("format=");
    if (file) event.target.dataset.file = ""; // it is sent once more
    else if (event.target.matches?.("[data-several]")) delete event.target.dataset.file;
  }, true);
  // A list that refreshes itself keeps what is chosen.
  let chosen = [];
  document.addEventListener("htmx:beforeSwap", () => (chosen = boxes().filter((one) => one.checked).map((one) => one.value)));
  document.addEventListener("htmx:afterSwap", () => {
    for (const one of boxes()) one.checked ||= chosen.includes(one.value);
    tell();
  });
  document.addEventListener("arrived", tell);
  tell();
}
