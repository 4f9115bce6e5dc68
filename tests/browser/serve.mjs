// Drives `bluf serve` with a real, headless Chromium: edit, see the change without touching the browser; break the
// file, see the overlay; mend it, see it go. Makes a site of its own with the program that the variable BLUF names.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { program } from "./program.mjs";

export async function preview({ browser, screenshots }) {
  const site = mkdtempSync(join(tmpdir(), "bluf-browser-"));
  const write = (path, text) => {
    mkdirSync(join(site, path, ".."), { recursive: true });
    writeFileSync(join(site, path), text);
  };
  const report = (title, more = "", body = "") =>
    `+++\ntitle = "${title}"\ndate = 2025-05-20\n${more}+++\n## Executive Summary\n\n${"A line of text.\n\n".repeat(80)}${body}\n`;
  write("site.toml", 'title = "Desk"\nbase_url = "https://desk.example/"\n');
  write("static/css/style.css", "body { color: rgb(1, 2, 3) }\n");
  write("content/reports/a.md", report("First"));
  write("content/reports/b.md", report("Second"));
  write("content/reports/draft.md", report("Drafted", "draft = true\n"));

  const server = spawn(program(), ["--root", site, "serve", "--port", "0"], { stdio: ["ignore", "ignore", "pipe"] });
  const home = await new Promise((found, failed) => {
    let text = "";
    server.stderr.on("data", (data) => {
      text += data;
      const address = /serving (\S+)/.exec(text)?.[1];
      if (address) found(address);
    });
    server.on("exit", () => failed(new Error(text)));
  });
  let context;
  let steps = 0;
  try {
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    const problems = [];
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(String(error)));
    // The preview has to work under a strict policy.
    await page.route("**/*", async (route) => {
      if (route.request().url().includes("/.bluf/events")) return route.continue();
      try {
        const response = await route.fetch();
        const headers = { ...response.headers(), "content-security-policy": "default-src 'self'" };
        await route.fulfill({ response, headers });
      } catch {
        // The page was left meanwhile; what it misses because of that, a step notices.
      }
    });
    const shot = async (name) => {
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 800 });
        await page.screenshot({ path: join(screenshots, `preview-${name}-${width}.png`) });
      }
      await page.setViewportSize({ width: 1280, height: 800 });
    };
    const step = (name) => {
      steps += 1;
      console.log(`  ${name}`);
    };
    const overlay = page.locator("bluf-preview dialog");
    const toggle = page.locator("bluf-preview .toggle");

    await page.goto(`${home}reports/a/`);
    await toggle.waitFor();
    assert.match(await page.title(), /^Preview: First/);
    step("the page is marked as a preview");

    await page.evaluate(() => scrollTo(0, 700));
    write("content/reports/a.md", report("Renamed"));
    await page.waitForFunction(() => document.querySelector("h1")?.textContent.includes("Renamed"));
    await page.waitForFunction(() => Math.abs(scrollY - 700) < 2);
    step("an edit shows by itself, and the place in the page stays");

    await page.evaluate(() => (window.stillHere = true));
    write("static/css/style.css", "body { color: rgb(4, 5, 6) }\n");
    await page.waitForFunction(() => getComputedStyle(document.body).color === "rgb(4, 5, 6)");
    assert.equal(await page.evaluate(() => window.stillHere), true);
    step("a style sheet is swapped without a reload");

    const bounds = () => page.evaluate(() => document.documentElement.scrollHeight);
    const before = await bounds();
    write("content/reports/a.md", report("Renamed").replace("title", "titel"));
    write("content/reports/b.md", report("Second", 'regions = ["Atlantis"]\n'));
    await overlay.waitFor({ state: "visible" });
    await page.waitForFunction(
      () => document.querySelector("bluf-preview").shadowRoot.querySelectorAll("dialog pre").length >= 2,
    );
    assert.match(await overlay.textContent(), /titel = "Renamed"/);
    assert.match(await page.locator("h1").textContent(), /Renamed/);
    assert.equal(await bounds(), before);
    assert.equal(await page.evaluate(() => window.stillHere), true);
    await shot("overlay");
    step("errors lie over the last good page, which does not move");

    await page.keyboard.press("Escape");
    await overlay.waitFor({ state: "hidden" });
    await page.locator("bluf-preview .again").click();
    await overlay.waitFor({ state: "visible" });
    step("the overlay can be put away and brought back");

    write("content/reports/a.md", report("Renamed"));
    write("content/reports/b.md", report("Second"));
    await overlay.waitFor({ state: "hidden" });
    step("the overlay goes when the errors are mended");

    write("content/reports/a.md", report("Warned", "", "> [!ASSUMPTIONS]\n> Text.\n"));
    await page.waitForFunction(() => document.querySelector("h1")?.textContent.includes("Warned"));
    await toggle.click();
    await page.locator("bluf-preview .findings pre").first().waitFor();
    assert.match(await page.locator("bluf-preview .source").textContent(), /content\/reports\/a\.md/);
    await shot("bar");
    step("the bar shows the page's own warnings");

    await page.locator("bluf-preview #drafts").check();
    await page.locator("bluf-preview .summary", { hasText: "with drafts" }).waitFor();
    assert.equal((await fetch(`${home}reports/draft/`)).status, 200);
    step("drafts are shown on request");

    await page.locator("bluf-preview #follow").check();
    write("content/reports/b.md", report("Followed"));
    // Not `waitForURL`: it fails where the page is loaded again because the rest of the site has followed.
    await page.waitForFunction(
      () => location.pathname === "/reports/b/" && document.querySelector("h1")?.textContent.includes("Followed"),
    );
    step("the browser follows the file that is edited");

    assert.deepEqual(problems.filter((text) => !text.includes("favicon")), []);
    step("nothing broke the policy");
    return steps;
  } finally {
    await context?.close();
    server.kill();
    rmSync(site, { recursive: true, force: true });
  }
}
