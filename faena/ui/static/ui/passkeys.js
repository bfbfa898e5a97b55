// A passkey answers a form: its button gets from the server what the browser is asked, the browser asks for a finger, a
// face or a PIN, and the form goes off with the answer in its hidden `credential`. Bytes travel as base64url, in the shapes
// of WebAuthn Level 3 (https://www.w3.org/TR/webauthn-3/#sctn-parseCreationOptionsFromJSON).

const CAN = window.isSecureContext && Boolean(window.PublicKeyCredential);

begin();
document.addEventListener("arrived", begin); // a refused form was put in place of the page
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-passkey]");
  if (button && !button.disabled) answer(button);
});

function begin() {
  if (!CAN) return;
  document.querySelectorAll("[data-passkey][hidden]").forEach((button) => (button.hidden = false));
  document.querySelectorAll("[data-passkey-missing]").forEach((sentence) => sentence.remove());
}

async function answer(button) {
  const { form } = button;
  const failed = button.parentElement.querySelector("[data-passkey-failed]");
  const token = form.elements.csrfmiddlewaretoken.value;
  const makes = button.dataset.passkey === "create";
  failed.hidden = true;
  button.disabled = true;
  button.setAttribute("aria-busy", "true");
  try {
    const asked = await fetch(button.dataset.challenge, { method: "POST", body: new URLSearchParams({ csrfmiddlewaretoken: token }) });
    if (!asked.ok) throw new Error(asked.status);
    const { publicKey } = await asked.json();
    const options = { publicKey: makes ? toMake(publicKey) : toGet(publicKey) };
    const made = await (makes ? navigator.credentials.create(options) : navigator.credentials.get(options));
    credentialOf(form).value = JSON.stringify(written(made));
    if (button.dataset.action) form.setAttribute("action", button.dataset.action);
    form.noValidate = true;
    form.requestSubmit();
  } catch {
    failed.hidden = false; // cancelled, nothing there, another address, too late: the browser does not say which
  } finally {
    button.disabled = false;
    button.removeAttribute("aria-busy");
  }
}

function credentialOf(form) {
  if (form.elements.credential) return form.elements.credential;
  const input = Object.assign(document.createElement("input"), { type: "hidden", name: "credential" });
  form.append(input);
  return input;
}

function toGet(options) {
  return { ...options, challenge: bytes(options.challenge), allowCredentials: options.allowCredentials?.map(named) };
}

function toMake(options) {
  const user = { ...options.user, id: bytes(options.user.id) };
  return { ...options, user, challenge: bytes(options.challenge), excludeCredentials: options.excludeCredentials?.map(named) };
}

function named(credential) {
  return { ...credential, id: bytes(credential.id) };
}

// As toJSON() writes it, which not every browser of today has.
function written({ id, rawId, type, response }) {
  const said = { clientDataJSON: text(response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[part]) said[part] = text(response[part]);
  }
  return { id, rawId: text(rawId), type, response: said, clientExtensionResults: {} };
}

function bytes(text) {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
}

function text(buffer) {
  return btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
