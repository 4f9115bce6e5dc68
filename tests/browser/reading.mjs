// Reading a report: sources beside the text on wide windows and behind it on others, progress, the entry of the contents that is
// being read; and nothing that moves while a page loads.

import { kinds } from "./pages.mjs";

/** The sum of layout shifts so far. */
const shifts = () =>
  new Promise((done) => {
    new PerformanceObserver((list) => done(list.getEntries().reduce((sum, { value }) => sum + value, 0))).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(0), 500);
  });

export async function reading(site) {
  const { home, report, region, search } = await kinds(site.folder);
  const what = `reading /${report}`;
  const found = `${search}?q=canal&region=panama&tag=ports`;
  let count = 0;

  const wide = await site.open({ viewport: { width: 1440, height: 900 } });
  await wide.goto(site.root + report);
  const box = (selector) => wide.locator(selector).first().boundingBox();
  const progress = () => wide.evaluate(() => new DOMMatrix(getComputedStyle(document.querySelector(".site-header"), "::after").transform).a);
  site.expect((await progress()) < 0.05, what, "the progress does not begin at nothing");

  const label = wide.locator(".evidence-label").last();
  await label.scrollIntoViewIfNeeded();
  await wide.locator(".toc [aria-current]").first().waitFor();
  const [panel, text] = [await box(".sources"), await box(".evidence")];
  site.expect(panel.x >= text.x + text.width, what, "the sources are not beside the text");
  site.expect(panel.y >= 0 && panel.y + panel.height <= 901, what, "the sources do not stay in the window");
  const half = await progress();
  site.expect(half > 0.3 && half < 1, what, `the progress in the middle is ${half}`);

  const citation = wide.locator(".evidence a[href^='#source-']").last();
  await citation.focus();
  const target = (await citation.getAttribute("href")).slice(1);
  const noted = wide.locator(".sources .noted");
  site.expect((await noted.getAttribute("id")) === target, what, "a citation with the focus does not mark its source");
  const row = await noted.boundingBox();
  site.expect(row.y >= 0 && row.y < 900, what, "the marked source is out of sight");
  await wide.evaluate(() => document.activeElement.blur());
  site.expect((await noted.count()) === 0, what, "a source stays marked");
  await wide.evaluate(() => document.querySelector(".report").scrollIntoView({ block: "end" }));
  await wide.waitForFunction(() => new DOMMatrix(getComputedStyle(document.querySelector(".site-header"), "::after").transform).a > 0.95, undefined, { timeout: 3000 })
    .catch(() => site.report(what, "the progress does not end with the report"));
  count += 7;

  await wide.setViewportSize({ width: 1024, height: 900 });
  const [below, last] = [await box(".sources"), await wide.locator(".evidence").last().boundingBox()];
  site.expect(below.y >= last.y + last.height, what, "the sources are not behind the text on a narrower window");
  await wide.context().close();

  // With more entries than the rail is high, the marked one is shown.
  const low = await site.open({ viewport: { width: 1280, height: 400 } });
  await low.goto(site.root + report);
  await low.evaluate(() => [...document.querySelectorAll(".judgement")].at(-1).scrollIntoView());
  await low.waitForFunction(() => document.querySelector(".toc [aria-current]")?.hash.startsWith("#kj-"));
  const [rail, entry] = [await low.locator(".rail").boundingBox(), await low.locator(".toc [aria-current]").boundingBox()];
  const [room, all] = await low.locator(".rail").evaluate((one) => [one.clientHeight, one.scrollHeight]);
  site.expect(all > room, what, "the rail has room for all, which shows nothing");
  site.expect(entry.y >= rail.y && entry.y + entry.height <= rail.y + rail.height + 1, what, "the marked entry is out of the rail's sight");
  await low.context().close();
  count += 1;

  for (const [width, paths] of [[360, [home, report, search, found]], [1440, [home, report, region, search, found]]]) {
    for (const path of paths) {
      const page = await site.open({ viewport: { width, height: 800 } });
      await page.goto(site.root + path, { waitUntil: "networkidle" });
      const moved = await page.evaluate(shifts);
      site.expect(moved < 0.02, `/${path} at ${width} px`, `moves while it loads (${moved.toFixed(3)})`);
      await page.context().close();
      count += 1;
    }
  }
  return count;
}
