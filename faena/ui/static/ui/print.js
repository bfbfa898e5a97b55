// One click prints: the PDF of <a data-print> is loaded into a frame that nobody sees, and the frame is printed. Where a
// browser shows no PDF in a frame (phones), or does not let it be printed, the link opens the PDF as any link does.

let frame;

export function printInPlace() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-print]");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!navigator.pdfViewerEnabled || matchMedia("(pointer: coarse)").matches) return;
    event.preventDefault();
    if (link.hasAttribute("aria-busy")) return;
    link.setAttribute("aria-busy", "true");
    frame?.remove();
    frame = document.createElement("iframe");
    Object.assign(frame.style, { position: "fixed", width: 0, height: 0, border: 0, visibility: "hidden" });
    frame.tabIndex = -1;
    frame.setAttribute("aria-hidden", "true");
    frame.addEventListener("load", () => {
      link.removeAttribute("aria-busy");
      print(link);
    });
    frame.src = link.href;
    document.body.append(frame);
  });
}

function print(link) {
  try {
    // A page instead of the PDF: signed out meanwhile, or the order is gone.
    if (frame.contentDocument?.contentType === "text/html") throw new Error("no PDF");
    frame.contentWindow.focus();
    frame.contentWindow.print();
  } catch {
    if (!window.open(link.href, "_blank")) location.assign(link.href);
  }
}
