// The service worker: while there is no connection, a page that is asked for is answered by one that says so. It keeps that
// page and the static files that it shows, whose names change with their content; never a page with data, never a POST.
// A worker with an address below goes before this one there, and has stores of its own.

const KEPT = {{ kept | tojson }};
const STORE = "faena-page-" + {{ version | tojson }};
const [PAGE, ...FILES] = KEPT;
const STATIC = new Set(FILES);

self.addEventListener("install", (event) => {
  const wanted = KEPT.map((address) => new Request(address, { credentials: "omit" }));
  event.waitUntil(caches.open(STORE).then((store) => store.addAll(wanted)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("faena-page-") && name !== STORE;
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(PAGE)));
  } else if (STATIC.has(new URL(request.url).pathname)) {
    event.respondWith(caches.match(request, { cacheName: STORE }).then((kept) => kept || fetch(request)));
  }
});
