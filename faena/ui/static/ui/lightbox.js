// Photos as large as the screen, one after the other: <a href="page of the photo" data-photo="the photo itself">. All of a page
// belong together, in their order, each once. Swipe, arrow keys, Home and End go on; two fingers, a double tap, a double
// click or + and - zoom; Esc, a swipe down and the browser's way back close. Words come from [data-lightbox].

const STEP = 2.5; // what a double tap enlarges by
const MOST = 6;
const FAR = 60; // pixels of a swipe
const SOON = 300; // ms between two taps

document.documentElement.dataset.turns = "photos"; // from here on they open in place
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-photo]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  open(link);
});

function open(link) {
  const words = JSON.parse(document.querySelector("[data-lightbox]").dataset.lightbox);
  const links = [...new Map([...document.querySelectorAll("a[data-photo]")].reverse().map((one) => [one.dataset.photo, one])).values()].reverse();
  const dialog = Object.assign(document.createElement("dialog"), { className: "lightbox" });
  const picture = Object.assign(document.createElement("img"), { draggable: false });
  const count = Object.assign(document.createElement("span"), { className: "lightbox-count" });
  const page = Object.assign(document.createElement("a"), { className: "lightbox-page", textContent: words.page });
  const close = button("×", words.close, "is-close");
  const before = button("‹", words.before, "is-before");
  const after = button("›", words.after, "is-after");
  count.setAttribute("aria-live", "polite");
  dialog.setAttribute("aria-label", words.title);
  dialog.append(picture, count, page, close, before, after);

  let place = links.findIndex((one) => one.dataset.photo === link.dataset.photo);
  let view = { scale: 1, x: 0, y: 0 };
  let tapped = 0;
  let gone = false; // by the browser's way back, which took our entry with it
  const fingers = new Map();
  let begun = null; // where the fingers came down, and what was seen then

  show(place);
  document.body.append(dialog);
  dialog.showModal();
  history.pushState({ lightbox: true }, "");

  dialog.addEventListener("close", () => {
    removeEventListener("popstate", back);
    dialog.remove();
    if (!gone) history.back();
    (links[place].isConnected ? links[place] : link).focus();
  });
  addEventListener("popstate", back);
  function back() {
    gone = true;
    dialog.close();
  }

  close.addEventListener("click", () => dialog.close());
  before.addEventListener("click", () => show(place - 1));
  after.addEventListener("click", () => show(place + 1));
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("keydown", (event) => {
    const act = {
      ArrowLeft: () => show(place - 1),
      ArrowRight: () => show(place + 1),
      Home: () => show(0),
      End: () => show(links.length - 1),
      "+": () => zoom(view.scale * 1.5),
      "-": () => zoom(view.scale / 1.5),
      0: () => zoom(1),
    }[event.key];
    if (!act || event.metaKey || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
  picture.addEventListener("dblclick", (event) => event.pointerType !== "touch" && zoom(view.scale > 1 ? 1 : STEP, event));
  dialog.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoom(view.scale * (event.deltaY < 0 ? 1.2 : 1 / 1.2), event);
  }, { passive: false });

  picture.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    picture.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, event);
    begun = { at: middle(), apart: apart(), view, many: fingers.size };
  });
  picture.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, event);
    const at = middle();
    const moved = { x: at.x - begun.at.x, y: at.y - begun.at.y };
    if (fingers.size > 1) look({ scale: begun.view.scale * (apart() / begun.apart), x: begun.view.x + moved.x, y: begun.view.y + moved.y });
    else if (begun.view.scale > 1) look({ ...begun.view, x: begun.view.x + moved.x, y: begun.view.y + moved.y });
  });
  for (const ending of ["pointerup", "pointercancel"]) {
    picture.addEventListener(ending, (event) => {
      if (!fingers.has(event.pointerId)) return;
      const at = middle();
      const moved = { x: at.x - begun.at.x, y: at.y - begun.at.y };
      const alone = begun.many === 1 && fingers.size === 1 && begun.view.scale === 1;
      fingers.delete(event.pointerId);
      if (fingers.size) begun = { at: middle(), apart: apart(), view, many: fingers.size + 1 };
      if (ending === "pointercancel") return;
      if (alone && Math.abs(moved.x) > FAR && Math.abs(moved.x) > Math.abs(moved.y)) show(place + (moved.x < 0 ? 1 : -1));
      else if (alone && moved.y > 2 * FAR) dialog.close();
      else if (event.pointerType === "touch" && Math.hypot(moved.x, moved.y) < 10) {
        const is_second = event.timeStamp - tapped < SOON;
        tapped = is_second ? 0 : event.timeStamp;
        if (is_second) zoom(view.scale > 1 ? 1 : STEP, event);
      }
    });
  }

  function show(wanted) {
    if (wanted < 0 || wanted >= links.length) return;
    place = wanted;
    const chosen = links[place];
    picture.src = chosen.dataset.photo;
    picture.alt = chosen.querySelector("img")?.alt || words.title;
    page.href = chosen.href;
    count.textContent = words.place.replace("{place}", place + 1).replace("{number}", links.length);
    before.hidden = place === 0;
    after.hidden = place === links.length - 1;
    look({ scale: 1, x: 0, y: 0 });
    for (const next of [links[place + 1], links[place - 1]]) if (next) new Image().src = next.dataset.photo;
  }

  // The point that was pressed stays where it is.
  function zoom(wanted, event) {
    const scale = Math.min(MOST, Math.max(1, wanted));
    const box = dialog.getBoundingClientRect();
    const at = event ? { x: event.clientX - box.x - box.width / 2, y: event.clientY - box.y - box.height / 2 } : { x: 0, y: 0 };
    const more = scale / view.scale;
    look({ scale, x: at.x - (at.x - view.x) * more, y: at.y - (at.y - view.y) * more });
  }

  // No further than its edges.
  function look(wanted) {
    const scale = Math.min(MOST, Math.max(1, wanted.scale));
    const room = { x: (picture.offsetWidth * (scale - 1)) / 2, y: (picture.offsetHeight * (scale - 1)) / 2 };
    view = { scale, x: Math.max(-room.x, Math.min(room.x, wanted.x)), y: Math.max(-room.y, Math.min(room.y, wanted.y)) };
    picture.style.transform = scale > 1 ? `translate(${view.x}px, ${view.y}px) scale(${scale})` : "";
    dialog.classList.toggle("is-zoomed", scale > 1);
  }

  function middle() {
    const all = [...fingers.values()];
    return { x: all.reduce((sum, one) => sum + one.clientX, 0) / all.length, y: all.reduce((sum, one) => sum + one.clientY, 0) / all.length };
  }

  function apart() {
    const [one, other] = [...fingers.values()];
    return other ? Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) || 1 : 1;
  }
}

function button(sign, label, name) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: sign, className: `lightbox-button ${name}` });
  made.setAttribute("aria-label", label);
  return made;
}
