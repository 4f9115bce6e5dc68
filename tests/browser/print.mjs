// A report on paper: the classification at the head and foot of every page, numbered pages, addresses of the sources, no
// navigation. Read back with pdftotext.

import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { kinds } from "./pages.mjs";

/** Text without white space, which lines of a page break anywhere. */
const dense = (text) => text.replace(/[\s\u00ad-]+/g, "");

/** What must and what may not be on paper, as the page on the screen has it. */
function expected() {
  const texts = (selector) => [...document.querySelectorAll(selector)].map((one) => one.textContent.replace(/\s+/g, " ").trim());
  return {
    bands: texts(".band, .print-band").map((band) => band.replace(/^.*: /, "")),
    navigation: [...texts(".site-nav a"), ...texts(".steps a"), ...texts(".related .card-title")],
    text: document.querySelector(".report").textContent,
    sources: [...document.querySelectorAll("a.source-title")].map((link) => link.getAttribute("href")),
    last: texts(".evidence-label").at(-1),
  };
}

export async function print(site) {
  const { report } = await kinds(site.folder);
  const html = await readFile(join(site.folder, report, "index.html"), "utf8");
  site.expect(html.includes("source-title"), report, "has no sources to be printed");
  let count = 0;
  for (const [format, scheme] of [["A4", "light"], ["Letter", "dark"]]) {
    const what = `/${report} on ${format}`;
    const page = await site.open({ colorScheme: scheme });
    await page.goto(site.root + report);
    // What a reader has folded is printed all the same.
    await page.evaluate(() => document.querySelectorAll("details.evidence").forEach((one) => one.removeAttribute("open")));
    const wanted = await page.evaluate(expected);
    const file = `${site.screenshots}report-${format}.pdf`;
    await page.pdf({ path: file, format, printBackground: true });
    await page.context().close();

    const sheets = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" }).split("\f").slice(0, -1);
    site.expect(sheets.length >= 3, what, `${sheets.length} pages are too few to show anything`);
    site.expect(wanted.bands.length === 2, what, `${wanted.bands.length} bands instead of two`);
    for (const [at, sheet] of sheets.entries()) {
      const lines = sheet.split("\n").map((line) => line.trim()).filter(Boolean);
      const [number, foot] = [lines.at(-1), lines.at(-2)];
      site.expect(lines[0] === wanted.bands[0], what, `page ${at + 1} begins with “${lines[0]}”`);
      site.expect(foot === wanted.bands[1], what, `page ${at + 1} ends with “${foot}”`);
      site.expect(dense(number) === `${at + 1}/${sheets.length}`, what, `page ${at + 1} has the number “${number}”`);
      count += 1;
    }
    // Also where the text ends in the middle of the last page, the foot stands at the end of the paper.
    const places = execFileSync("pdftotext", ["-bbox", file, "-"], { encoding: "utf8" }).split("<page ").slice(1);
    for (const [at, sheet] of places.entries()) {
      const height = Number(/height="([\d.]+)"/.exec(sheet)[1]);
      const ends = [...sheet.matchAll(/yMax="([\d.]+)">([^<]*)</g)].filter(([, , word]) => wanted.bands[1].startsWith(word));
      const end = Math.max(...ends.map(([, end]) => Number(end)));
      site.expect(end > height * 0.88, what, `the foot of page ${at + 1} ends at ${Math.round(end)} of ${Math.round(height)}`);
    }
    const whole = dense(sheets.join(""));
    for (const link of wanted.navigation.filter((link) => !wanted.text.includes(link))) {
      site.expect(!whole.includes(dense(link)), what, `the link “${link}” is printed`);
    }
    for (const address of wanted.sources) {
      site.expect(whole.includes(dense(address)), what, `the address ${address} is not printed`);
    }
    site.expect(whole.includes(dense(wanted.last)), what, "folded evidence is not printed");
  }
  await tables(site, report);
  return count;
}

/** A table of many columns and one with a long word end where the paper ends. */
async function tables(site, report) {
  const page = await site.open({});
  await page.goto(site.root + report);
  await page.evaluate(() => {
    const cells = (count, name) => Array.from({ length: count }, (_, at) => `<td>${name}${at}</td>`).join("");
    const table = (cells) => `<div class="table-scroll"><table><tbody><tr>${cells}</tr></tbody></table></div>`;
    const link = `<a href="/">${"address".repeat(40)}</a>`;
    document.querySelector(".prose").insertAdjacentHTML("beforeend", table(cells(16, "undividedword")) + table(`<td>Name</td><td>${link}</td>`));
  });
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: 658, height: 1000 }); // A4 without its margins
  const wider = await page.evaluate(() => [...document.querySelectorAll("table")].map((table) => Math.round(table.getBoundingClientRect().right - innerWidth)));
  site.expect(wider.every((by) => by <= 0), `tables of /${report} on paper`, `${wider.join()} px wider than it`);
  await page.context().close();
}
