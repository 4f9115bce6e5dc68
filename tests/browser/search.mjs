// The search: the right result comes first, the keyboard alone leads to a judgement, and what is chosen is in the address.

import { readFile } from "node:fs/promises";

const read = async (name) => JSON.parse(await readFile(new URL(name, import.meta.url), "utf8"));

/** Types into the field and waits for the answer. */
async function ask(page, text) {
  await page.evaluate(() => (document.querySelector("#search-status").textContent = ""));
  await page.fill("#search-words", text);
  await page.waitForFunction(() => document.querySelector("#search-status").textContent !== "");
}

async function words(site) {
  const { words, edits } = await import("../../themes/default/static/js/index.js");
  const examples = await read("words.json");
  for (const [text, expected] of examples) {
    const read = words(text);
    site.expect(JSON.stringify(read) === JSON.stringify(expected), "words", `“${text}” gives ${read.join(", ")}`);
  }
  const distances = [["canal", "canal", 0], ["canal", "cnaal", 1], ["canal", "canals", 1], ["canal", "banana", 3], ["", "ab", 2]];
  for (const [one, other, expected] of distances) {
    site.expect(edits(one, other, 5) === expected, "edits", `${one}, ${other}: ${edits(one, other, 5)}`);
  }
  return examples.length;
}

/** Searches in an index of a large site, made by hand: two frequent words, one without the places of its judgements. */
async function large(site) {
  const { Index } = await import("../../themes/default/static/js/index.js");
  const files = {
    "words/0.json": { border: "*A_C_C_", covert: "A_C_", opium: "BBA", uk: "A_A", ukraine: "E_A" },
    "spelling/0.json": "opium",
  };
  const contents = { reports: 3, reports_a_file: 4, spelling: ["o"], common: ["border", "covert"], words: ["border"] };
  const index = new Index(async (path) => files[path], contents);
  const numbers = ({ results }) => results.map(({ report }) => report).join();
  for (const [query, reports, missing] of [
    ["the border", "0,1,2", "the"],
    ["border", "0,1,2", ""],
    ["covert border", "0,1", ""],
    ["zzqxw covert border", "0,1", "zzqxw"],
    ["KJ-2 border", "0,1,2", ""],
    ["opium border", "0", ""],
    ["opium zzqxw", "0", "zzqxw"],
    ["bord", "0,1,2", ""],
    ["opuim", "0", ""],
    ["zzqxw", "", "zzqxw"],
    ["KJ-2", "", ""],
    ["uk", "0", ""],
    ["u.k.", "0", ""],
    ["ukr", "2", ""],
  ]) {
    const answer = await index.search(query);
    site.expect(numbers(answer) === reports, `large: “${query}”`, `finds ${numbers(answer)}, not ${reports}`);
    site.expect(answer.missing.join() === missing, `large: “${query}”`, `misses ${answer.missing.join()}, not ${missing}`);
  }
  const record = { judgements: [[1, "Quiet."], [2, "Loud."], [3, "The border closes."]] };
  for (const [query, places] of [["border", "2"], ["kj-2 border", "1,2"], ["opium", "0"]]) {
    const answer = await index.search(query);
    const found = index.judgements(answer.results[0], record, answer).join();
    site.expect(found === places, `large: “${query}”`, `leads to ${found}, not ${places}`);
  }
}

async function queries(site) {
  const page = await site.open({});
  const all = await read("queries.json");
  await page.goto(`${site.root}search/`);
  for (const [query, expected] of all) {
    const [slug, judgement] = expected.split("#");
    await ask(page, query);
    const top = page.locator("#search-results > li").first();
    const report = (await top.locator("h2 a").getAttribute("href", { timeout: 1000 }).catch(() => "nothing")) ?? "";
    site.expect(report.endsWith(`/${slug}/`), `search for “${query}”`, `${report} comes first, not ${slug}`);
    if (judgement && report.endsWith(`/${slug}/`)) {
      const hit = await top.locator(".hits a").first().getAttribute("href", { timeout: 1000 }).catch(() => "no judgement");
      site.expect(hit.endsWith(`#${judgement}`), `search for “${query}”`, `${hit} comes first, not ${judgement}`);
    }
  }
  await ask(page, "xylophone zzyzx");
  const none = await page.locator("#search-status").textContent();
  site.expect(none.startsWith("No brief"), "search for nothing", none);
  await ask(page, "panama <img src=x>");
  site.expect((await page.locator("#search-results img").count()) === 0, "search", "takes what is typed for HTML");
  await page.context().close();
  return all.length;
}

/** What is marked, what is said where nothing is found, and the place that the way back leads to. */
async function results(site) {
  const page = await site.open({ viewport: { width: 1280, height: 600 } });
  const status = () => page.locator("#search-status").textContent();
  await page.goto(`${site.root}search/`);
  await ask(page, "droughts");
  const marks = await page.locator("#search-results mark").allTextContents();
  site.expect(marks.some((mark) => mark.toLowerCase() === "drought"), "marks", `“droughts” marks ${marks.join()}`);
  await ask(page, "KJ-2");
  site.expect((await status()).includes("“KJ-2”"), "a label alone", await status());
  for (const query of ["US", "U.S."]) {
    await ask(page, query);
    site.expect((await page.locator("#search-results > li").count()) > 0, "abbreviations", `${query}: ${await status()}`);
  }
  await page.goto(`${site.root}search/?region=nosuch`);
  await page.waitForFunction(() => document.querySelector("#search-status").textContent !== "");
  site.expect((await status()).includes("filter") && !(await status()).includes("words"), "an unknown filter", await status());

  await page.goto(`${site.root}search/?q=likely`);
  await page.locator("#search-more").click();
  await page.waitForFunction(() => document.querySelectorAll("#search-results > li").length > 10);
  const link = page.locator("#search-results > li").nth(10).locator("h2 a");
  await link.scrollIntoViewIfNeeded();
  const top = await page.evaluate(() => scrollY);
  await link.click();
  await page.waitForURL("**/reports/**");
  await page.goBack();
  await page.waitForFunction((wanted) => Math.abs(scrollY - wanted) < 50, top, { timeout: 3000 })
    .catch(async () => site.report("the way back", `leads to ${await page.evaluate(() => scrollY)}, not to ${top}`));
  await page.context().close();
}

/** From the home page to a judgement with the keyboard alone. */
async function journey(site) {
  const page = await site.open({});
  await page.goto(site.root);
  await page.keyboard.press("/");
  await page.waitForURL("**/search/**");
  await page.waitForFunction(() => document.activeElement?.id === "search-words");
  await page.keyboard.type("icebreaker/");
  site.expect((await page.inputValue("#search-words")) === "icebreaker/", "journey", "the key / cannot be typed into the field");
  await page.locator("#search-results .hits a").first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  const address = await page.evaluate(() => document.activeElement.getAttribute("href"));
  site.expect(address?.endsWith("northern-sea-route-season/#kj-2"), "journey", `two steps down lead to ${address}`);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  site.expect(await page.evaluate(() => document.activeElement.id === "search-words"), "journey", "arrows do not lead back to the field");
  await page.keyboard.press("Tab"); // the button
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/northern-sea-route-season/#kj-2");
  const top = await page.locator("#kj-2").evaluate((one) => one.getBoundingClientRect().top);
  site.expect(top >= 0 && top < 400, "journey", `the judgement stands at ${top} px`);
  await page.goBack();
  await page.locator("#search-results .hits a").first().waitFor();
  site.expect((await page.inputValue("#search-words")) === "icebreaker/", "journey", "the way back loses the words");

  await page.locator("#search-key").uncheck();
  await page.goto(site.root);
  await page.keyboard.press("/");
  await page.waitForTimeout(200);
  site.expect(page.url() === site.root, "journey", "the key / cannot be turned off");
  await page.context().close();
}

/** Filters by mouse and by address. */
async function filters(site) {
  const page = await site.open({});
  await page.goto(`${site.root}search/?q=shipping`);
  await page.locator("#search-results > li").first().waitFor();
  const count = async () => Number(/\d+/.exec(await page.locator("#search-status").textContent())?.[0] ?? 0);
  const all = await count();
  for (const name of ["region", "classification", "tag", "author", "likelihood", "year"]) {
    const group = page.locator(`[data-filter=${name}]`);
    await group.locator("summary").click();
    const label = group.locator("label").nth(1);
    await label.waitFor();
    const promised = Number(await label.locator(".count").textContent());
    await label.locator("input").check();
    await page.waitForFunction((name) => location.search.includes(`${name}=`), name);
    await page.waitForFunction((wanted) => document.querySelector("#search-status").textContent.includes(` ${wanted}.`), promised);
    site.expect(promised < all || all === 1, `filter ${name}`, `leaves ${promised} of ${all}`);
    const address = page.url();
    await page.goto(address);
    await page.locator("#search-results > li").first().waitFor();
    site.expect((await count()) === promised, `filter ${name}`, `${address} gives ${await count()}, not ${promised}`);
    await page.getByRole("button", { name: "Remove the filters" }).click();
    await page.waitForFunction((wanted) => document.querySelector("#search-status").textContent.includes(` ${wanted}.`), all);
    await page.goto(`${site.root}search/?q=shipping`);
    await page.locator("#search-results > li").first().waitFor();
  }
  await page.goto(`${site.root}search/?year=2024&likelihood=unlikely`);
  await page.locator("#search-results > li").first().waitFor();
  const years = await page.locator("#search-results time").evaluateAll((all) => all.map((one) => one.dateTime.slice(0, 4)));
  site.expect(years.length > 0 && years.every((year) => year === "2024"), "filters alone", years.join());
  await page.context().close();
}

/** Without its index the page says so and shows the lists. */
async function failure(site) {
  const page = await site.open({});
  page.removeAllListeners("console");
  await page.route("**/search/words/*", (route) => route.abort());
  await page.goto(`${site.root}search/?q=canal`);
  await page.waitForFunction(() => document.querySelector("#search-status").textContent.includes("cannot be loaded"));
  site.expect(await page.locator(".browse").first().isVisible(), "search without its index", "the lists are hidden");
  await page.context().close();
}

export async function search(site) {
  const count = (await words(site)) + (await queries(site));
  await large(site);
  await results(site);
  await journey(site);
  await filters(site);
  await failure(site);
  return count;
}
