// The demonstration site with its furniture in Arabic: every kind of page from right to left, as accessible as in English and no wider
// than the window. Its texts stay English, which is what a desk that changes its language sees first.

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { looks } from "./pages.mjs";
import { program } from "./program.mjs";

function build(folder) {
  const root = new URL("../../", import.meta.url).pathname;
  for (const part of ["content", "static", "sources.toml", "themes"]) {
    if (existsSync(root + part)) cpSync(root + part, join(folder, part), { recursive: true });
  }
  const config = readFileSync(`${root}site.toml`, "utf8").replace(/^language = .*$/m, "");
  writeFileSync(join(folder, "site.toml"), `language = "ar"\n${config}`);
  execFileSync(program(), ["--root", folder, "--quiet", "build"], { stdio: ["ignore", "inherit", "inherit"] });
  return join(folder, "public");
}

export async function arabic(site) {
  const folder = mkdtempSync(join(tmpdir(), "bluf-arabic-"));
  const { own, close } = await site.of(build(folder), "/");
  try {
    const count = await looks(own, "arabic-");
    const page = await own.open({});
    await page.goto(own.root);
    const direction = await page.evaluate(() => getComputedStyle(document.body).direction);
    site.expect(direction === "rtl", "arabic", `is read from ${direction}`);
    // What comes first in a line stands at its right end.
    const title = await page.locator(".site-title").boundingBox();
    const search = await page.locator(".nav-search").boundingBox();
    site.expect(title && search && title.x > search.x, "arabic", "has its title at the left");
    await page.context().close();
    return count;
  } finally {
    close();
    rmSync(folder, { recursive: true, force: true });
  }
}
