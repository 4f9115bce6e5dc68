// The keyboard alone: the skip link, and every link, field and button in turn with a focus that can be seen.

import { kinds } from "./pages.mjs";

/** What has the focus: a number of its own, where it is, and whether it can be seen to have it. */
function focused() {
  const at = document.activeElement;
  if (!at || at === document.body) return undefined;
  const style = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  return {
    name: `${at.localName} ${at.textContent.trim().slice(0, 40)}`,
    number: [...document.querySelectorAll("*")].indexOf(at),
    shown: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    visible: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
  };
}

export async function keyboard(site) {
  const { home, region, report, search } = await kinds(site.folder);
  let count = 0;
  for (const path of [home, region, report, search]) {
    const what = `keyboard on /${path}`;
    const page = await site.open({ viewport: { width: 1280, height: 800 } });
    await page.goto(site.root + path);
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press("Tab");
    site.expect(await page.evaluate(() => document.activeElement?.matches("a.skip")), what, "the first stop is not the skip link");
    site.expect((await page.evaluate(focused))?.visible, what, "the skip link cannot be seen when it has the focus");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    site.expect(await page.evaluate(() => document.activeElement.closest("main") !== null), what, "the skip link does not lead into main");

    const wanted = await page.evaluate(() => {
      const all = [...document.querySelectorAll("*")];
      const stops = all.filter((one) => one.matches("a[href], button, input, textarea, summary") && one.tabIndex >= 0 && one.checkVisibility());
      return stops.map((one) => all.indexOf(one));
    });
    await page.goto(site.root + path);
    await page.evaluate(() => document.activeElement?.blur());
    const met = new Set();
    for (let step = 0; step < wanted.length + 5; step += 1) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(focused);
      if (!at) break;
      met.add(at.number);
      site.expect(at.shown, what, `no focus is to be seen on ${at.name}`);
      site.expect(at.visible, what, `the focus is out of sight on ${at.name}`);
      count += 1;
    }
    const missed = wanted.filter((number) => !met.has(number));
    site.expect(missed.length === 0, what, `${missed.length} of ${wanted.length} stops are not reached`);
    await page.context().close();
  }
  return count;
}
