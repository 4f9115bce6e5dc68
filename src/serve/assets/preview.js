// The preview's part in the browser: it follows the site, shows errors over the last good page, and holds the bar.
// It lives in a shadow root of its own, so that the page's styles and its own never meet, and works under a strict
// Content-Security-Policy: no inline style or script, nothing from elsewhere.

const script = document.querySelector("script[data-bluf-page]");
const kept = {
  follow: "bluf-preview-follow",
  open: "bluf-preview-open",
  heard: "bluf-preview-heard",
  scroll: `bluf-preview-scroll:${location.pathname}`,
};

let page = script.dataset.blufPage;
let stream;
let lastId = "";
/** The run of the server that this tab follows, and the generation after which an edit is new to it. */
let knownRun;
let knownGeneration;
/** Whether another page is on its way: what is heard from then on is for that page, and must not call it back. */
let leaving = false;
let dismissed = "";
let busy = Promise.resolve();

/** Storage may be switched off; then nothing is remembered. */
function remember(storage, key, value) {
  try {
    if (value === null) storage.removeItem(key);
    else storage.setItem(key, value);
  } catch {
    // Nothing is remembered.
  }
}

function recall(storage, key) {
  try {
    return storage.getItem(key);
  } catch {
    return null;
  }
}

/** An element with properties and children; text is never read as markup. */
function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in element) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

/** A finding: what is said wraps, what is quoted keeps its columns and is scrolled. */
function finding(text) {
  const lines = text.trimEnd().split("\n").map((line) => {
    const said = /^(error|warning|help|note)\b/.test(line);
    return make("span", { className: said ? "said" : "quoted", textContent: `${line}\n` });
  });
  return make("li", {}, make("pre", { tabIndex: 0 }, ...lines));
}

const plural = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

// ── The bar ──────────────────────────────────────────────────────────────────────────────────────────────────────

const host = make("bluf-preview");
const root = host.attachShadow({ mode: "open" });

const release = make("select", { id: "release" });
const drafts = make("input", { type: "checkbox", id: "drafts" });
const asOf = make("input", { type: "date", id: "as-of" });
const now = make("button", { type: "button", textContent: "Now" });
const follow = make("input", { type: "checkbox", id: "follow" });
const source = make("p", { className: "source" });
const findings = make("ul", { className: "findings" });
const refusal = make("p", { className: "refusal", hidden: true });
refusal.setAttribute("role", "alert");
const summary = make("span", { className: "summary", textContent: "connecting …" });
const toggle = make(
  "button",
  { type: "button", className: "toggle" },
  make("strong", { textContent: "Preview" }),
  summary,
);
toggle.setAttribute("aria-expanded", "false");
toggle.setAttribute("aria-controls", "panel");
const again = make("button", { type: "button", className: "again", hidden: true });
const panel = make(
  "div",
  { id: "panel", hidden: true },
  make("p", { className: "note", textContent: "This is a preview on your machine, not the published site." }),
  source,
  findings,
  make(
    "form",
    { id: "options" },
    make("label", { htmlFor: "release", textContent: "Release level" }),
    release,
    make("label", { htmlFor: "as-of", textContent: "As of (UTC)" }),
    make("span", { className: "date" }, asOf, now),
    make("label", { className: "check", htmlFor: "drafts" }, drafts, " Show drafts"),
    make("label", { className: "check", htmlFor: "follow" }, follow, " Follow the file I edit"),
  ),
  refusal,
);
const bar = make("section", { className: "bar" }, panel, make("div", { className: "row" }, toggle, again));
bar.setAttribute("aria-label", "Preview");
const announcement = make("p", { className: "unseen" });
announcement.setAttribute("aria-live", "polite");

// ── The overlay ──────────────────────────────────────────────────────────────────────────────────────────────────

const heading = make("h2", { id: "heading" });
const explanation = make("p");
const list = make("ol");
const close = make("button", { type: "button", textContent: "Hide" });
const overlay = make(
  "dialog",
  {},
  make("header", {}, heading, close),
  explanation,
  list,
);
overlay.setAttribute("aria-labelledby", "heading");

const style = make("link", { rel: "stylesheet", href: "/.bluf/preview.css" });
// Nothing is shown before it has its looks.
style.addEventListener("load", () => (host.hidden = false));
host.hidden = true;
root.append(style, bar, announcement, overlay);
document.body.append(host);
if (!document.title.startsWith("Preview: ")) document.title = `Preview: ${document.title}`;

function setOpen(open) {
  panel.hidden = !open;
  toggle.setAttribute("aria-expanded", String(open));
  remember(sessionStorage, kept.open, open ? "yes" : null);
}

function showErrors(state) {
  const texts = state.errors.map((error) => error.text);
  const key = texts.join("\n");
  again.hidden = state.error_count === 0;
  again.textContent = plural(state.error_count, "error");
  if (state.error_count === 0) {
    dismissed = "";
    if (overlay.open) {
      overlay.close();
      announcement.textContent = "The errors are mended.";
    }
    return;
  }
  heading.textContent = plural(state.error_count, "error");
  explanation.textContent = page.startsWith("missing")
    ? "There is nothing to show at this address until they are mended."
    : "What you see below is the last good page. This goes away by itself when they are mended.";
  const more = state.error_count - texts.length;
  const items = texts.map(finding);
  if (more > 0) items.push(make("li", { textContent: `and ${more} more; bluf check prints them all` }));
  list.replaceChildren(...items);
  if (key !== dismissed && !overlay.open) {
    overlay.showModal();
    close.focus();
  }
  overlay.dataset.key = key;
}

function showBar(state) {
  const words = [];
  if (state.warning_count > 0) words.push(`${plural(state.warning_count, "warning")} on this page`);
  else if (state.site_warning_count > 0) words.push(`${plural(state.site_warning_count, "warning")} in the site`);
  if (state.options.release) words.push(state.options.release);
  if (state.options.drafts) words.push("with drafts");
  if (state.options.as_of) words.push(`as of ${state.options.as_of.slice(0, 10)}`);
  if (state.error_count === 0 && words.length === 0) words.push("no warnings");
  summary.textContent = words.join(" · ");
  host.dataset.state = state.error_count > 0 ? "broken" : state.warning_count > 0 ? "warned" : "good";
  source.textContent = state.source ?? "This page is made from other pages.";
  const more = state.warning_count - state.warnings.length;
  const items = state.warnings.map((warning) => finding(warning.text));
  if (more > 0) items.push(make("li", { textContent: `and ${more} more; bluf check prints them all` }));
  findings.replaceChildren(...items);
  // What the writer is just setting is not taken away from under the hand.
  if (!root.activeElement || !panel.contains(root.activeElement) || refusal.hidden) {
    const own = make("option", { value: "", textContent: "the site’s own" });
    const levels = state.options.levels.map((level) => make("option", { value: level, textContent: level }));
    release.replaceChildren(own, ...levels);
    release.value = state.options.release ?? "";
    drafts.checked = state.options.drafts;
    asOf.value = state.options.as_of?.slice(0, 10) ?? "";
  }
}

async function choose() {
  const wish = {
    release: release.value || null,
    drafts: drafts.checked,
    as_of: asOf.value || null,
  };
  refusal.hidden = true;
  summary.textContent = "rebuilding …";
  try {
    const answer = await fetch("/.bluf/options", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(wish),
    });
    if (answer.ok) return;
    refusal.textContent = await answer.text();
  } catch {
    refusal.textContent = "bluf serve does not answer.";
  }
  refusal.hidden = false;
}

toggle.addEventListener("click", () => setOpen(panel.hidden));
again.addEventListener("click", () => {
  overlay.showModal();
  close.focus();
});
close.addEventListener("click", () => overlay.close());
overlay.addEventListener("close", () => (dismissed = overlay.dataset.key));
for (const control of [release, drafts, asOf]) control.addEventListener("change", choose);
now.addEventListener("click", () => {
  asOf.value = "";
  choose();
});
root.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
follow.checked = recall(localStorage, kept.follow) === "yes";
follow.addEventListener("change", () => remember(localStorage, kept.follow, follow.checked ? "yes" : null));
if (recall(sessionStorage, kept.open) === "yes") setOpen(true);

// ── Following the site ───────────────────────────────────────────────────────────────────────────────────────────

function reload() {
  if (leaving) return;
  remember(sessionStorage, kept.scroll, JSON.stringify([scrollX, scrollY]));
  // What is edited while the page loads is as new to it as it would have been without.
  remember(sessionStorage, kept.heard, lastId);
  leave();
  location.reload();
}

function leave() {
  leaving = true;
  disconnect();
}

/** The last generation that this tab heard of before it loaded the page again, if `id` is of the same run of the server. */
function heardBefore(id) {
  const heard = recall(sessionStorage, kept.heard) ?? "";
  remember(sessionStorage, kept.heard, null);
  const [run, generation] = heard.split(".");
  return run === id.split(".")[0] && generation ? Number(generation) : undefined;
}

/** Browsers restore the place after a reload, but not always once the page has become shorter and longer again. */
function restoreScroll() {
  const place = recall(sessionStorage, kept.scroll);
  remember(sessionStorage, kept.scroll, null);
  if (!place) return;
  try {
    const [x, y] = JSON.parse(place);
    scrollTo({ left: x, top: y, behavior: "instant" });
  } catch {
    // Somebody else's value.
  }
}

const sheets = (from) => [...from.querySelectorAll('link[rel~="stylesheet"]')];

/** A page without its style sheets and without the preview: what has to be the same for the styles to be swapped. */
function essence(of) {
  const copy = of.cloneNode(true);
  for (const element of [...sheets(copy), ...copy.querySelectorAll("script[data-bluf-page], bluf-preview")]) element.remove();
  return copy.outerHTML;
}

/** Puts a new style sheet in the place of an old one, and takes that away once the new one is there. */
function swap(old, attributes) {
  return new Promise((done) => {
    const fresh = document.createElement("link");
    for (const [name, value] of attributes) fresh.setAttribute(name, value);
    fresh.addEventListener("load", () => {
      old.remove();
      done(true);
    });
    fresh.addEventListener("error", () => {
      fresh.remove();
      done(false);
    });
    old.after(fresh);
  });
}

const attributesOf = (element) => [...element.attributes].map(({ name, value }) => [name, value]);

/** The page's source as it was received, to hold the next version against it: the live page may have been changed by scripts. */
let received = fetch(location.href, { headers: { Accept: "text/html" } })
  .then((answer) => answer.text())
  .then((text) => new DOMParser().parseFromString(text, "text/html"))
  .then((parsed) => (fingerprintOf(parsed) === page ? parsed : null))
  .catch(() => null);

function fingerprintOf(parsed) {
  return parsed.querySelector("script[data-bluf-page]")?.dataset.blufPage;
}

/** The page has changed: swaps its style sheets if nothing else did, and reloads it otherwise. */
async function renew() {
  const before = await received;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const after = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [old, fresh, live] = [before && sheets(before), sheets(after), sheets(document)];
  const same =
    before &&
    old.length === fresh.length &&
    live.length === fresh.length &&
    essence(before.documentElement) === essence(after.documentElement);
  if (!same) return reload();
  const swapped = await Promise.all(
    fresh.map((link, at) =>
      link.outerHTML === old[at].outerHTML ? true : swap(live[at], attributesOf(link)),
    ),
  );
  if (swapped.includes(false)) return reload();
  received = Promise.resolve(after);
  page = fingerprintOf(after);
}

/** Files that the page shows have changed under the same address. */
async function renewParts(state) {
  const changed = new Set(state.changed);
  const shows = (address) => {
    try {
      return changed.has(new URL(address, document.baseURI).pathname);
    } catch {
      return false;
    }
  };
  const others = document.querySelectorAll("img, source, video, audio, script[src], iframe, object");
  const sources = [...others].flatMap((element) => [
    element.src,
    element.currentSrc,
    element.data,
    ...(element.srcset ?? "").split(",").map((candidate) => candidate.trim().split(" ")[0]),
  ]);
  if (sources.some((address) => address && shows(address))) return reload();
  const links = sheets(document).filter((link) => shows(link.href));
  const swapped = await Promise.all(
    links.map((link) => {
      const fresh = new URL(link.href);
      fresh.searchParams.set("bluf", state.generation);
      const attributes = attributesOf(link).filter(([name]) => name !== "href");
      return swap(link, [...attributes, ["href", fresh.pathname + fresh.search]]);
    }),
  );
  if (swapped.includes(false)) reload();
}

async function take(state, id) {
  if (leaving) return;
  const run = id.split(".")[0];
  if (run !== knownRun) {
    knownRun = run;
    knownGeneration = heardBefore(id) ?? state.generation;
  }
  showBar(state);
  showErrors(state);
  const edited = state.edited;
  if (follow.checked && edited && edited.generation > knownGeneration && edited.url !== location.pathname) {
    leave();
    location.assign(edited.url);
    return;
  }
  if (state.page !== page) await renew();
  else if (state.lost) reload();
  else if (state.changed.length > 0) await renewParts(state);
}

function connect() {
  if (stream || leaving || document.visibilityState === "hidden") return;
  const query = new URLSearchParams({ path: location.pathname });
  if (lastId) query.set("since", lastId);
  stream = new EventSource(`/.bluf/events?${query}`);
  stream.addEventListener("state", (event) => {
    const id = event.lastEventId;
    const state = JSON.parse(event.data);
    lastId = id;
    // One after the other: a page is compared with the one before it.
    busy = busy.then(() => take(state, id)).catch(reload);
  });
  stream.addEventListener("error", () => {
    summary.textContent = "bluf serve does not answer; waiting …";
    host.dataset.state = "alone";
  });
}

function disconnect() {
  stream?.close();
  stream = undefined;
}

// A browser opens six connections to one host. Tabs that nobody sees give theirs back, and catch up when they are seen.
document.addEventListener("visibilitychange", () =>
  document.visibilityState === "hidden" ? disconnect() : connect(),
);
addEventListener("pagehide", disconnect);
addEventListener("pageshow", (event) => {
  // A page that the browser kept is one that was left, and has been come back to.
  if (event.persisted) leaving = false;
  connect();
});
restoreScroll();
if (document.readyState !== "complete") addEventListener("load", restoreScroll, { once: true });
connect();
