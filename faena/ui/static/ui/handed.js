// A page in a customer's hands: Back stays on it, for behind it stands the order of whoever handed it over. Only what was
// begun by a touch keeps a browser from leaving, so the entry that Back finds is made at the first one.

function keep() {
  if (history.state?.isHanded) return;
  history.replaceState({ isHanded: true }, "");
  history.pushState({ isHanded: true }, "");
}

for (const touched of ["pointerdown", "keydown"]) addEventListener(touched, keep, { once: true });
addEventListener("popstate", () => history.forward());
addEventListener("pageshow", (event) => event.persisted && location.reload());
