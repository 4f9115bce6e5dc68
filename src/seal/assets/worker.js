// Serves the pages of a sealed tier to the browser that has its key: every request below the folder of this file is answered
// by fetching a sealed file, opening it and handing on what is in it. Without a key the page that asks for the passphrase
// comes through. Nothing decrypted is stored, and nothing leaves the browser.

const scope = new URL("./", self.location.href);
const root = new URL("../../", scope); // the public edition
const OPEN = new Set(["worker.js", "unlock.js", "keys.json", "contents.bin"]);
const POLICIES = ["content-security-policy", "permissions-policy", "referrer-policy", "x-frame-options", "cross-origin-opener-policy"];
const TYPES = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  xml: "application/xml",
  txt: "text/plain; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  pdf: "application/pdf",
  svg: "image/svg+xml",
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  avif: "image/avif",
  mp4: "video/mp4",
  webm: "video/webm",
  mp3: "audio/mpeg",
};

// ---- The key, as unlock.js leaves it ----

function store(mode, act) {
  return new Promise((done, failed) => {
    const opening = indexedDB.open("bluf-sealed", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("keys");
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const turn = database.transaction("keys", mode);
      const asked = act(turn.objectStore("keys"));
      turn.oncomplete = () => (database.close(), done(asked.result));
      turn.onabort = () => (database.close(), failed(turn.error));
    };
  });
}

let contents; // of the tier, while this worker lives

async function forget() {
  contents = undefined;
  await store("readwrite", (keys) => keys.delete(scope.pathname));
}

async function key() {
  const entry = await store("readonly", (keys) => keys.get(scope.pathname));
  if (!entry) return undefined;
  if (Date.now() < entry.until) return entry.key;
  await forget();
  return undefined;
}

// ---- Sealed files: as src/seal/crypto.rs writes them ----

const NONCE = 12;

async function open(key, path, name) {
  const response = await fetch(new URL(name, scope), { cache: "no-cache", credentials: "same-origin" });
  if (!response.ok) throw new Error(`${response.status} ${name}`);
  const bytes = await response.arrayBuffer();
  const iv = bytes.slice(0, NONCE);
  const additionalData = new TextEncoder().encode(path);
  const padded = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, key, bytes.slice(NONCE));
  const length = Number(new DataView(padded).getBigUint64(0));
  return { headers: response.headers, content: padded.slice(8, 8 + length) };
}

async function load(key) {
  const { content } = await open(key, "", "contents.bin");
  return JSON.parse(new TextDecoder().decode(content));
}

// ---- Answers ----

function login(path) {
  const url = new URL(scope);
  if (path) url.searchParams.set("to", path);
  return Response.redirect(url, 302);
}

function plain(status, text) {
  return new Response(text, { status, headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" } });
}

async function answer(request, url, path) {
  const page = request.mode === "navigate";
  if (path === "" && url.searchParams.has("log-out")) {
    await forget();
    return fetch(request);
  }
  const opened = await key();
  if (!opened) return path === "" ? fetch(request) : page ? login(path + url.search) : plain(403, "locked");
  try {
    if (page || !contents) contents = await load(opened);
    const { sealed, public: shared } = contents;
    const known = (wanted) => Object.hasOwn(sealed, wanted);
    if (!known(path) && known(`${path}/index.html`)) return Response.redirect(new URL(`${url.pathname}/${url.search}`, url), 302);
    const file = path === "" || path.endsWith("/") ? `${path}index.html` : path;
    if (!known(file) && shared.includes(file)) return fetch(new URL(url.pathname.slice(scope.pathname.length), root));
    const found = known(file) ? file : "404.html";
    const { headers, content } = await open(opened, found, sealed[found]);
    const type = TYPES[found.split(".").pop().toLowerCase()] ?? "application/octet-stream";
    const own = new Headers({ "content-type": type, "cache-control": "no-store", "x-content-type-options": "nosniff" });
    for (const name of POLICIES) if (headers.has(name)) own.set(name, headers.get(name));
    return new Response(content, { status: found === file ? 200 : 404, headers: own });
  } catch (error) {
    // The tier has a new key: whoever still may read it has a passphrase for it.
    if (error.name === "OperationError") {
      await forget();
      return page ? login(path + url.search) : plain(403, "locked");
    }
    return plain(503, `This page cannot be loaded at the moment (${error.message}).`);
  }
}

addEventListener("install", () => self.skipWaiting());
addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== scope.origin || !url.pathname.startsWith(scope.pathname)) return;
  let path;
  try {
    path = decodeURIComponent(url.pathname.slice(scope.pathname.length));
  } catch {
    return;
  }
  if (!OPEN.has(path)) event.respondWith(answer(event.request, url, path));
});
