// Every kind of page, light and dark, at three widths: no violation of an accessibility rule, nothing wider than the
// window, and a screenshot for people.

import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

export const axe = await readFile(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const WIDTHS = [360, 768, 1440];
export const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** One page of each kind: its name and its path. */
export async function kinds(folder) {
  const names = await readdir(folder, { recursive: true });
  const all = [];
  for (const name of names.filter((name) => name.endsWith(".html")).sort()) {
    all.push({ path: name.replace(/index\.html$/, ""), html: await readFile(join(folder, name), "utf8") });
  }
  const first = (holds) => all.find(holds)?.path;
  const below = (facet) => first(({ path }) => new RegExp(`^${facet}/[^/]+/$`).test(path));
  return {
    home: "",
    report: first(({ html }) => html.includes('class="hero"') && html.includes("kind-report")),
    "region-index": "regions/",
    country: first(({ path, html }) => path.startsWith("regions/") && html.includes('id="map-of-briefs"') && !html.includes('class="within"')),
    region: first(({ path, html }) => path.startsWith("regions/") && html.includes('class="within"')),
    tag: below("tags"),
    classification: below("classifications"),
    author: below("authors"),
    series: below("series"),
    sources: "sources/",
    source: below("sources"),
    methodology: "methodology/",
    corrections: "corrections/",
    section: "reports/",
    "page-2": "reports/page/2/",
    about: "about/",
    search: "search/",
    "search-results": "search/?q=canal&region=panama",
    "home-in-spanish": "es/",
    translation: first(({ path, html }) => path.startsWith("es/reports/") && html.includes("kind-report")),
    404: "404.html",
    alias: `${first(({ html }) => html.includes('http-equiv="refresh"'))}?stay`,
  };
}

/** Looks at each kind of page of a site in both schemes of colour and at all widths; gives how many looks that were. */
export async function looks(site, name = "") {
  const all = Object.entries(await kinds(site.folder));
  let count = 0;
  const look = async (colorScheme) => {
    const page = await site.open({ colorScheme });
    await page.addInitScript(axe);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      for (const [kind, path] of all) {
        const what = `${name}${kind}, ${colorScheme}, ${width} px`;
        if (path === undefined || path.startsWith("undefined")) {
          site.report(kind, "the demonstration site has no such page");
          continue;
        }
        await page.goto(site.root + path);
        if (kind === "search-results") await page.locator("#search-results a").first().waitFor();
        const wider = await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
        site.expect(wider <= 0, what, `is ${wider} px wider than the window`);
        const { violations } = await page.evaluate((rules) => axe.run({ runOnly: rules, resultTypes: ["violations"] }), RULES);
        for (const { id, help, nodes } of violations) {
          site.report(what, `${id}: ${help}: ${nodes.map((node) => node.html.slice(0, 200)).slice(0, 3).join(" | ")}`);
        }
        await page.screenshot({ path: `${site.screenshots}${name}${kind}-${colorScheme}-${width}.png`, fullPage: true });
        count += 1;
      }
    }
    await page.context().close();
  };
  await Promise.all([look("light"), look("dark")]);
  return count;
}

/** Names without a space, and letters of double size: nothing is wider than a phone. */
async function long(site) {
  const page = await site.open({ viewport: { width: 360, height: 800 } });
  const { report, home, search, country } = await kinds(site.folder);
  for (const path of [report, home, search, "regions/", country]) {
    await page.goto(site.root + path);
    await page.evaluate(() => {
      for (const link of document.querySelectorAll(".terms a, .browse a, .toc a, .tags a, .facts a")) link.textContent = "Undividedname".repeat(8);
    });
    const wider = () => page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
    site.expect((await wider()) <= 0, `/${path} with long names`, `is ${await wider()} px wider than the window`);
    await page.goto(site.root + path);
    await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
    site.expect((await wider()) <= 0, `/${path} with large letters`, `is ${await wider()} px wider than the window`);
  }
  await page.context().close();
}

export async function pages(site) {
  const count = await looks(site);
  const page = await site.open({ javaScriptEnabled: false });
  await page.goto(`${site.root}search/`);
  site.expect(!(await page.locator("#search-form").isVisible()), "search without JavaScript", "shows a form that does nothing");
  site.expect(await page.locator(".browse a").first().isVisible(), "search without JavaScript", "does not show the lists");
  await page.context().close();

  await long(site);

  const alias = await site.open({});
  const { alias: path } = await kinds(site.folder);
  await alias.goto(site.root + path.replace("?stay", ""));
  await alias.waitForSelector("article.report", { timeout: 5000 }).catch(() => site.report("alias", "does not lead on"));
  await alias.context().close();
  return count;
}
