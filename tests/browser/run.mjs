// All checks of a built demonstration site in a browser. Ends with failure if one of them finds something.

import { mkdir, rm } from "node:fs/promises";

import { pages } from "./pages.mjs";
import { arabic } from "./arabic.mjs";
import { launch } from "./chromium.mjs";
import { keyboard } from "./keyboard.mjs";
import { lighthouse } from "./lighthouse.mjs";
import { print } from "./print.mjs";
import { reading } from "./reading.mjs";
import { sealed } from "./sealed.mjs";
import { search } from "./search.mjs";
import { preview } from "./serve.mjs";
import { serve } from "./server.mjs";

const [folder, base = "/", ...wanted] = process.argv.slice(2);
const screenshots = new URL("screenshots/", import.meta.url).pathname;
await rm(screenshots, { recursive: true, force: true });
await mkdir(screenshots);

const browser = await launch();

const found = [];

/** A site that is served until `close` is called. */
async function of(folder, base) {
  const { server, origin } = await serve(folder, base);
  const own = {
    browser,
    folder,
    screenshots,
    root: `${origin}${base}`,
    /** Another site beside this one. */
    of,
    /** Notes what is wrong; `what` is where, `why` says it. */
    report: (what, why) => found.push(`${what}: ${why}`),
    /** Fails the check `what` unless `holds`. */
    expect: (holds, what, why) => holds || found.push(`${what}: ${why}`),
    /** A page that notes every error, violation of the policy, and request to another host. */
    async open(options) {
      const context = await browser.newContext({ reducedMotion: "reduce", ...options });
      const page = await context.newPage();
      const say = (why) => own.report(page.url(), why);
      page.on("request", (request) => {
        if (!request.url().startsWith(`${origin}/`)) say(`asks another host for ${request.url()}`);
      });
      page.on("console", (message) => {
        // The page for missing addresses is one, rightly.
        const missing = message.text().includes("404") && message.location().url === page.url();
        if (["error", "warning"].includes(message.type()) && !missing) say(`${message.text()} (${message.location().url})`);
      });
      page.on("pageerror", (error) => say(error.message));
      return page;
    },
  };
  return { own, close: () => server.close() };
}

const { own: site, close } = await of(folder, base);
for (const [name, check] of Object.entries({ pages, keyboard, reading, print, search, sealed, preview, arabic, lighthouse })) {
  if (wanted.length && !wanted.includes(name)) continue;
  const begun = performance.now();
  const before = found.length;
  const count = await check(site).catch((error) => site.report(name, error.stack));
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  console.log(`${name}: ${count ?? 0} checked in ${seconds} s, ${found.length - before} findings`);
}
await browser.close();
close();
for (const finding of new Set(found)) console.error(`  ${finding}`);
process.exitCode = found.length ? 1 : 0;
