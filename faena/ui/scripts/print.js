// One click prints: the PDF of <a data-print>, or the one that <form data-print> answers with, is loaded into a frame that
// nobody sees, and the frame is printed. Where a browser shows no PDF in a frame (phones), or does not let it be printed,
// link and form open the PDF as any others do.
//
// What is printed once more is another print: after each one the form gets a new key, its buttons say what comes next
// (data-again), and the page hears of it ("printed").

const FRAME = "printing";
const DOUBLE_TAP = 2000; // ms in which a second press is the same one
let frame;

export function printInPlace() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-print]");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || !printsHere()) return;
    event.preventDefault();
    if (begin(link)) frame.src = link.href;
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-print]") || event.defaultPrevented) return;
    if (form.hasAttribute("aria-busy")) event.preventDefault();
    else if (printsHere()) {
      begin(form);
      form.target = FRAME; // the browser sends it there by itself
    } else {
      form.setAttribute("aria-busy", "true");
      setTimeout(done, DOUBLE_TAP, form);
    }
  });
}

function printsHere() {
  return navigator.pdfViewerEnabled && !matchMedia("(pointer: coarse)").matches;
}

// A frame that prints what it gets next; none while the last press is still on its way.
function begin(what) {
  if (what.hasAttribute("aria-busy")) return false;
  what.setAttribute("aria-busy", "true");
  frame?.remove();
  frame = document.createElement("iframe");
  frame.name = FRAME;
  Object.assign(frame.style, { position: "fixed", width: 0, height: 0, border: 0, visibility: "hidden" });
  frame.tabIndex = -1;
  frame.setAttribute("aria-hidden", "true");
  document.body.append(frame);
  frame.addEventListener("load", () => {
    if (frame.contentDocument?.URL === "about:blank") return; // still empty
    done(what);
    print(what);
  });
  return true;
}

// On its way: the next press is another print, and a key is good for one.
function done(what) {
  what.removeAttribute("aria-busy");
  const key = what.querySelector("[name=operation]");
  if (!key) return;
  key.value = [...crypto.getRandomValues(new Uint8Array(18))].map((one) => one.toString(16).padStart(2, "0")).join("");
  for (const button of document.querySelectorAll(`[form=${what.id}][data-again]`)) button.lastElementChild.textContent = button.dataset.again;
  document.body.dispatchEvent(new Event("printed"));
}

function print(what) {
  try {
    // A page instead of the PDF: signed out meanwhile, or the thing is gone.
    if (frame.contentDocument?.contentType === "text/html") throw new Error("no PDF");
    frame.contentWindow.focus();
    frame.contentWindow.print();
  } catch {
    const address = what.href || frame.contentWindow.location.href;
    if (!window.open(address, "_blank")) location.assign(address);
  }
}
