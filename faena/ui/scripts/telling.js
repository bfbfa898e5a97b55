// The customer is told in the press that saves. WhatsApp needs a tab, which a browser lets open only while somebody presses:
// it is opened empty then, gets the chat when the order's page has come ([data-chat-now]), and is closed where nothing was
// saved. Without script that page has the same link. A text that somebody changed follows the status and the note no more;
// nor does one of a form that was sent: sent again after a lost answer it has to be the same.

const TAB = "faena-chat";

export function openChats() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const chat = form.querySelector("[name=channels][value=whatsapp]");
    if (event.defaultPrevented || !chat?.checked || form.elements.tell?.checked === false || event.submitter?.name === "silent") return;
    if (open("", TAB)) sessionStorage.setItem(TAB, "1");
  }, true);
  document.addEventListener("arrived", goOn);
  document.addEventListener("htmx:load", (event) => {
    if (event.target.matches?.("form:has(.field-error, .notice.is-red)")) goOn(); // refused, in a dialog
  });
  const sent = new WeakSet();
  document.addEventListener("submit", (event) => sent.add(event.target), true);
  document.addEventListener("input", (event) => sent.delete(event.target.form));
  for (const moment of ["htmx:beforeRequest", "htmx:beforeSwap"]) {
    document.addEventListener(moment, (event) => {
      const asks = event.detail.requestConfig?.elt ?? event.target;
      const text = asks.matches?.("[data-follows]") && asks.querySelector("textarea");
      if (text && (text.value !== text.defaultValue || sent.has(text.form))) event.preventDefault();
    });
  }
  goOn();
}

function goOn() {
  if (!sessionStorage.getItem(TAB)) return;
  sessionStorage.removeItem(TAB);
  const chat = document.querySelector("[data-chat-now]");
  if (chat) open(chat.href, TAB);
  else open("", TAB)?.close();
}
