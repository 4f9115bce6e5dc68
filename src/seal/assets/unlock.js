// Asks for the passphrase of a sealed tier, opens its key and leaves it, in a form that cannot be read out, to worker.js, which
// then serves the tier's pages. On the page for missing addresses it leads those who came by a link to the right place.

const base = new URL("./", import.meta.url);
const HOURS = 12; // then the passphrase is asked for again

const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
const encoded = (text) => new TextEncoder().encode(text);

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

// ---- Keys: as src/seal/keys.rs and crypto.rs write them ----

const NONCE = 12;

/** The key of the tier's contents, if one of the wrapped keys opens with the passphrase. */
async function opened(file, passphrase) {
  const typed = await crypto.subtle.importKey("raw", encoded(passphrase.trim().normalize("NFKC")), "PBKDF2", false, ["deriveKey"]);
  const additionalData = encoded(`bluf sealed key 1 ${file.tier}`);
  const one = async ({ salt, wrapped }) => {
    const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: file.rounds };
    const stretched = await crypto.subtle.deriveKey(how, typed, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
    const [iv, sealed] = [bytes(wrapped).slice(0, NONCE), bytes(wrapped).slice(NONCE)];
    return crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, stretched, sealed);
  };
  const raw = await Promise.any(file.keys.map(one)).catch(() => undefined);
  if (!raw) return undefined;
  const tier = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const derived = await crypto.subtle.sign("HMAC", tier, encoded("bluf sealed contents 1"));
  new Uint8Array(raw).fill(0);
  return crypto.subtle.importKey("raw", derived, "AES-GCM", false, ["decrypt"]);
}

// ---- The page ----

/** Where the reader wanted to go, below the tier and nowhere else. */
function wanted() {
  const to = new URLSearchParams(location.search).get("to") ?? "";
  const url = new URL(base.href + to.replace(/^\/+/, ""));
  const target = url.href.startsWith(base.href) ? url : new URL(base);
  target.hash = location.hash;
  return target;
}

/** Starts the worker and goes to the page it serves. */
async function enter() {
  const registration = await navigator.serviceWorker.register(new URL("worker.js", base), { scope: base.pathname, updateViaCache: "none" });
  const worker = registration.installing ?? registration.waiting ?? registration.active;
  await new Promise((done, failed) => {
    const look = () => {
      if (worker.state === "activated") done();
      if (worker.state === "redundant") failed(new Error("the worker did not start"));
    };
    worker.addEventListener("statechange", look);
    look();
  });
  const target = wanted();
  // A target on this very page, but for its fragment, would not be loaded.
  if (target.href.split("#")[0] === location.href.split("#")[0]) location.reload();
  else location.replace(target);
}

/** Whether the last attempt was a moment ago: then the worker is not at work, and trying again would never end. */
function tried() {
  const last = Number(sessionStorage.getItem("bluf-sealed-tried") ?? 0);
  sessionStorage.setItem("bluf-sealed-tried", Date.now());
  return Date.now() - last < 5000;
}

async function start(form) {
  const status = document.querySelector("#unlock-status");
  const field = form.elements.passphrase;
  const say = (text) => (status.textContent = text);
  const leaving = new URLSearchParams(location.search).has("log-out");
  if (leaving) {
    await store("readwrite", (keys) => keys.delete(base.pathname));
    history.replaceState(null, "", base.pathname);
    say(form.dataset.left);
  }
  const entry = leaving ? undefined : await store("readonly", (keys) => keys.get(base.pathname));
  if (entry && Date.now() < entry.until && !tried()) return enter();
  document.querySelector("#unlock-needs").hidden = true;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    say(form.dataset.working);
    try {
      const response = await fetch(new URL("keys.json", base), { cache: "no-cache" });
      if (!response.ok) throw new Error(response.status);
      const key = await opened(await response.json(), field.value);
      if (!key) {
        say(form.dataset.wrong);
        field.select();
        return;
      }
      field.value = "";
      await store("readwrite", (keys) => keys.put({ key, until: Date.now() + HOURS * 3_600_000 }, base.pathname));
      await enter();
    } catch (error) {
      say(form.dataset.failed);
      console.warn("log in:", error.message);
    } finally {
      button.disabled = false;
    }
  });
}

const form = document.querySelector("#unlock");
if (form) {
  if (isSecureContext && navigator.serviceWorker && crypto.subtle) await start(form);
} else if (location.href.startsWith(base.href)) {
  const url = new URL(base);
  url.searchParams.set("to", location.href.slice(base.href.length).split("#")[0]);
  url.hash = location.hash;
  location.replace(url);
}
