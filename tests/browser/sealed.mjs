// A sealed tier in Chromium: what the host's files hold, a wrong and the right passphrase, links, pictures, search, a link from
// outside, log out. Builds a site of its own with the program that the variable BLUF names.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { RULES, axe } from "./pages.mjs";
import { program } from "./program.mjs";
import { serve } from "./server.mjs";

const WORDS = "gravel unsaid thimble orbit casket";
const BASE = "/desk/";

function build(folder) {
  const write = (path, text) => {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const report = (title, more, body) => `+++\ntitle = "${title}"\ndate = 2025-05-20\n${more}\n+++\n${body}\n`;
  write("site.toml", `title = "Desk"\nbase_url = "https://desk.example${BASE}"\nrelease = "Unclassified"\n[sealed.members]\nlevel = "Secret"\ntitle = "Members"\n`);
  write("content/reports/open.md", report("Open words", "", "Everybody reads this. [More](@/reports/shut/index.md)"));
  write("content/reports/shut/index.md", report("Zanzibarine affairs", 'classification = "Secret"', "The ocelotique body.\n\n![A map](map.svg)\n\n[Open](@/reports/open.md)"));
  write("content/reports/shut/map.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><title>axolotlike</title></svg>');
  const env = { ...process.env, BLUF_SEALED_MEMBERS: `readers: ${WORDS}` };
  for (const command of [["seal", "members"], ["build"]]) {
    execFileSync(program(), ["--root", folder, "--quiet", ...command], { env, stdio: ["ignore", "inherit", "inherit"] });
  }
  return join(folder, "public");
}

export async function sealed(site) {
  const folder = mkdtempSync(join(tmpdir(), "bluf-sealed-"));
  let server;
  let context;
  let count = 0;
  const expect = (holds, why) => {
    count += 1;
    site.expect(holds, "sealed tier", why);
  };
  try {
    const output = build(folder);
    for (const entry of readdirSync(output, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const text = readFileSync(join(entry.parentPath, entry.name), "latin1").toLowerCase();
      for (const word of ["zanzibarine", "ocelotique", "axolotlike", "gravel"]) expect(!text.includes(word), `${word} stands in ${entry.name}`);
    }
    let origin;
    ({ server, origin } = await serve(output, BASE));
    context = await site.browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.addInitScript(axe);
    const problems = [];
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("request", (request) => request.url().startsWith(`${origin}/`) || problems.push(`asks ${request.url()}`));

    const home = `${origin}${BASE}`;
    const tier = `${home}sealed/members/`;
    const heading = () => page.locator("h1").first().textContent();
    await page.goto(home);
    await page.getByRole("link", { name: "Members" }).click();
    await page.locator("#unlock").waitFor();
    expect(page.url() === tier, `the link leads to ${page.url()}`);
    await page.screenshot({ path: `${site.screenshots}sealed-unlock.png` });
    const { violations } = await page.evaluate((rules) => axe.run({ runOnly: rules, resultTypes: ["violations"] }), RULES);
    expect(violations.length === 0, violations.map(({ id, help }) => `${id}: ${help}`).join("; "));

    await page.fill("#passphrase", `${WORDS} wrong`);
    await page.click("#unlock button");
    await page.locator("#unlock-status", { hasText: "does not open" }).waitFor();
    expect(!(await page.content()).includes("Zanzibarine"), "a wrong passphrase shows a report");

    await page.fill("#passphrase", WORDS);
    await page.click("#unlock button");
    await page.getByRole("link", { name: "Zanzibarine affairs" }).first().waitFor();
    expect(page.url() === tier, `the passphrase leads to ${page.url()}`);

    await page.getByRole("link", { name: "Zanzibarine affairs" }).first().click();
    await page.waitForURL(`${tier}reports/shut/`);
    expect((await page.textContent("main")).includes("ocelotique"), "the report has no text");
    const size = await page.locator("main img").first().evaluate(async (image) => (image.loading = "eager", await image.decode(), image.naturalWidth));
    expect(size === 40, `the picture is ${size} wide`);
    const colour = await page.locator(".site-header").evaluate((header) => getComputedStyle(header).display);
    expect(colour !== "inline" && (await page.evaluate(() => document.styleSheets.length)) >= 2, "the style sheets are not there");
    await page.screenshot({ path: `${site.screenshots}sealed-report.png`, fullPage: true });
    await page.getByRole("link", { name: "Open", exact: true }).click();
    await page.waitForURL(`${tier}reports/open/`);
    await page.goto(`${tier}search/?q=ocelotique`);
    await page.locator("#search-results a", { hasText: "Zanzibarine" }).waitFor();
    expect(true, "the search finds nothing");
    const data = await page.evaluate((url) => fetch(url).then((response) => response.json()), `${tier}reports/shut/index.json`);
    expect(data.title === "Zanzibarine affairs", "the report as data is not there");
    // The policy of the host holds for decrypted pages as well.
    const policy = await page.evaluate((url) => fetch(url).then((response) => response.headers.get("content-security-policy")), `${tier}reports/shut/`);
    expect(policy === "default-src 'self'", `the policy is ${policy}`);
    expect(problems.length === 0, problems.join("; "));
    problems.length = 0;
    const missing = await page.goto(`${tier}reports/none/`);
    expect(missing.status() === 404 && (await heading()).includes("not found"), `a missing page is ${missing.status()}`);
    problems.length = 0; // a missing page is one, rightly

    await page.getByRole("link", { name: "Log out" }).click();
    await page.locator("#unlock-status", { hasText: "logged out" }).waitFor();
    await page.goto(`${tier}reports/shut/`);
    await page.locator("#unlock").waitFor();
    expect(page.url().startsWith(`${tier}?to=reports`), `after log out a page is at ${page.url()}`);
    await page.fill("#passphrase", WORDS);
    await page.click("#unlock button");
    await page.waitForURL(`${tier}reports/shut/`);
    expect((await heading()).includes("Zanzibarine"), "the passphrase does not lead back");

    // Somebody who comes by a link and has never been here.
    const stranger = await site.browser.newContext();
    const other = await stranger.newPage();
    await other.goto(`${tier}reports/shut/#source-1`);
    await other.locator("#unlock").waitFor();
    await other.fill("#passphrase", WORDS);
    await other.click("#unlock button");
    await other.waitForURL(`${tier}reports/shut/#source-1`);
    await other.getByText("ocelotique").first().waitFor();
    await stranger.close();
    expect(problems.length === 0, problems.join("; "));
  } finally {
    await context?.close();
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return count;
}
