// The search page: a form, its filters, the results. What is found comes from index.js. Without this file the page offers
// the lists of regions, tags and so on.

const PAGE = 10;
const JUDGEMENTS_A_RESULT = 3;
const PAUSE = 150; // milliseconds without a key before a search begins

function element(name, attributes = {}, ...children) {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...children);
  return made;
}

function start(form, { Index, placed }) {
  const { dataset } = form;
  const field = form.elements.q;
  const status = document.querySelector("#search-status");
  const list = document.querySelector("#search-results");
  const more = document.querySelector("#search-more");
  const lists = document.querySelector(".browse-all");
  const clear = form.querySelector("[type=reset]");
  const groups = new Map([...form.querySelectorAll("[data-filter]")].map((group) => [group.dataset.filter, group]));
  const chosen = new Map([...groups.keys()].map((name) => [name, new Set()]));
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const base = new URL(dataset.index, location.href);
  // What a page showed that is come back to, where the browser loads it anew.
  let kept = history.state;
  let index;
  let turn = 0;

  /** A text with the words marked that were found. */
  function marked(text, wanted) {
    const parts = [];
    let at = 0;
    for (const [word, run] of placed(text)) {
      if (run.index < at || !wanted.has(word)) continue;
      parts.push(text.slice(at, run.index), element("mark", {}, run[0]));
      at = run.index + run[0].length;
    }
    return [...parts, text.slice(at)];
  }

  async function fetched(url, options) {
    const response = await fetch(url, options);
    if (!response.ok) throw new Error(`${response.status} ${url.pathname}`);
    return response.json();
  }

  function open() {
    index ??= fetched(base, { cache: "no-cache" }).then((contents) => {
      const load = (path) => fetched(new URL(`${path}?v=${contents.version}`, base));
      for (const [name, group] of groups) group.hidden = !contents.filters.includes(name);
      return new Index(load, contents);
    });
    index.catch(() => (index = undefined));
    return index;
  }

  const active = () => field.value.trim() !== "" || [...chosen.values()].some((slugs) => slugs.size);

  function readAddress() {
    const query = new URLSearchParams(location.search);
    field.value = query.get("q") ?? "";
    for (const [name, group] of groups) {
      chosen.set(name, new Set(query.getAll(name)));
      // Opened now, it would move the results when its terms come.
      group.querySelector(".count").textContent = chosen.get(name).size || "";
    }
  }

  function writeAddress() {
    const query = new URLSearchParams();
    if (field.value.trim()) query.set("q", field.value.trim());
    for (const [name, slugs] of chosen) for (const slug of slugs) query.append(name, slug);
    const text = query.toString();
    history.replaceState(kept, "", text ? `?${text}` : location.pathname);
  }

  function keep() {
    history.replaceState({ shown: list.children.length, top: scrollY }, "");
  }

  async function result(one, found, wanted, answer) {
    const record = await found.record(one.report);
    const level = found.contents.levels[record.level];
    const places = found.judgements(one, record, answer);
    const hits = places.slice(0, JUDGEMENTS_A_RESULT).map((place) => {
      const [number, sentence, likelihood] = record.judgements[place];
      const link = element("a", { href: `${record.url}#kj-${number}` });
      link.append(element("span", { className: "judgement-label" }, `KJ-${number}`), " ", ...marked(sentence, wanted));
      return element("li", {}, link, ...(likelihood ? [" ", element("span", { className: "hit-likelihood" }, likelihood)] : []));
    });
    const top = element("p", { className: "card-top" }, element("span", { className: `level ${level.class}` }, level.name));
    if (record.regions.length) top.append(" ", record.regions.join(dataset.separator));
    const title = element("h2", { className: "card-title" }, element("a", { href: record.url }, ...marked(record.title, wanted)));
    const item = element("li", { className: "card" }, top, title, element("p", {}, ...marked(record.summary, wanted)));
    if (hits.length) item.append(element("ul", { className: "hits" }, ...hits));
    item.append(element("p", { className: "hit-date" }, element("time", { dateTime: record.date }, record.day)));
    return item;
  }

  /** The numbers of the reports that pass all filters but `but`; none where nothing is chosen. */
  async function passing(found, but) {
    let passed;
    for (const [name, slugs] of chosen) {
      if (name === but || slugs.size === 0) continue;
      const terms = (await found.filter(name)).filter(({ slug }) => slugs.has(slug));
      const union = new Set(terms.flatMap(({ reports }) => [...reports]));
      passed = passed ? new Set([...passed].filter((report) => union.has(report))) : union;
    }
    return passed;
  }

  /** Fills an open filter with its terms, and how many of the results each would leave. */
  async function showFilter(name, found, results, now) {
    const group = groups.get(name);
    group.querySelector(".count").textContent = chosen.get(name).size || "";
    if (!group.open) return;
    const passed = await passing(found, name);
    const terms = await found.filter(name);
    if (now !== turn) return;
    const numbers = results && results.map(({ report }) => report).filter((report) => !passed || passed.has(report));
    const focused = document.activeElement?.value;
    const inside = group.contains(document.activeElement);
    const options = terms.flatMap(({ slug, title, reports }) => {
      const checked = chosen.get(name).has(slug);
      const left = numbers ?? (passed ? [...passed] : undefined);
      const count = left ? left.filter((report) => reports.has(report)).length : reports.size;
      if (count === 0 && !checked) return [];
      const box = element("input", { type: "checkbox", name, value: slug, checked });
      return [element("label", {}, box, ` ${title} `, element("span", { className: "count" }, count))];
    });
    group.querySelector(".terms-found").replaceChildren(...options);
    if (inside) [...group.querySelectorAll("input")].find((box) => box.value === focused)?.focus();
  }

  async function show(results, wanted, found, now, answer) {
    const from = list.children.length;
    const items = await Promise.all(results.slice(from, from + Math.max(PAGE, kept?.shown ?? 0)).map((one) => result(one, found, wanted, answer)));
    if (now !== turn) return;
    list.append(...items);
    const shown = list.children.length;
    more.hidden = shown >= results.length;
    more.onclick = async () => {
      await show(results, wanted, found, now, answer);
      list.children[shown]?.querySelector("a").focus();
    };
  }

  async function update() {
    const now = ++turn;
    writeAddress();
    clear.hidden = ![...chosen.values()].some((slugs) => slugs.size);
    lists.hidden = active();
    try {
      const found = await open();
      const answer = await found.search(field.value);
      const { results: all, wanted, some, corrected, missing, labels } = answer;
      const passed = await passing(found);
      let results = wanted.length ? all : [...(passed ?? [])].sort((a, b) => a - b).map((report) => ({ report, judgements: new Map() }));
      if (passed) results = results.filter(({ report }) => passed.has(report));
      if (now !== turn) return;
      list.replaceChildren();
      more.hidden = true;
      if (active()) await show(results, new Set(answer.marks), found, now, answer);
      if (now !== turn) return;
      // Every brief has a KJ-1: alone it says nothing.
      const alone = labels.size > 0 && !wanted.length && !passed;
      const none = alone ? dataset.label : wanted.length ? dataset.none : dataset.filtered;
      const parts = active() ? [fill(results.length ? dataset.count : none, { count: results.length, label: field.value.trim() })] : [];
      if (corrected.length && results.length) parts.push(fill(dataset.corrected, { words: corrected.join(dataset.separator) }));
      if (missing.length && results.length) parts.push(fill(dataset.missing, { words: missing.join(dataset.separator) }));
      if (some && results.length) parts.push(dataset.some);
      status.textContent = parts.join(" ");
      await Promise.all(found.contents.filters.filter((name) => groups.has(name)).map((name) => showFilter(name, found, wanted.length ? all : undefined, now)));
      if (kept && now === turn) scrollTo({ top: kept.top, behavior: "instant" });
      kept = null;
    } catch (error) {
      if (now !== turn) return;
      status.textContent = dataset.failed;
      lists.hidden = false;
      console.warn("search:", error.message);
    }
  }

  let timer;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(update, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    update();
  });
  form.addEventListener("change", ({ target }) => {
    if (target.type !== "checkbox" || !chosen.has(target.name)) return;
    if (target.checked) chosen.get(target.name).add(target.value);
    else chosen.get(target.name).delete(target.value);
    update();
  });
  clear.addEventListener("click", (event) => {
    event.preventDefault();
    for (const slugs of chosen.values()) slugs.clear();
    update();
    field.focus();
  });
  for (const group of groups.values()) group.addEventListener("toggle", () => group.open && update());
  // Arrows go from the field through the results and back.
  addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !links.length || (at < 0 && document.activeElement !== field)) return;
    if (at < 0 && step < 0) return;
    event.preventDefault();
    (links[at + step] ?? (step < 0 ? field : links[at])).focus();
  });

  list.addEventListener("click", keep);
  addEventListener("scrollend", keep);

  const key = form.querySelector("#search-key");
  try {
    key.checked = localStorage.getItem("search-key") !== "off";
    key.addEventListener("change", () => {
      localStorage.setItem("search-key", key.checked ? "on" : "off");
      dispatchEvent(new Event("search-key"));
    });
  } catch {
    key.closest("label").hidden = true; // nothing can be kept, so nothing is offered
  }

  form.hidden = false;
  readAddress();
  if (active()) update();
  else open().then(update, () => {});
  // The key "/" leads here from other pages; whoever comes by a link begins at the top as everywhere.
  if (location.hash === "#search-words") field.focus({ preventScroll: true });
}

// Scripts have the fingerprint of their content in their name, so the page says where the other one is.
const form = document.querySelector("#search-form");
if (form) start(form, await import(new URL(form.dataset.engine, location.href)));
