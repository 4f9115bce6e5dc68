// Home, a report, a region and the search as Lighthouse rates them on a phone: at least 95 for performance, 100 for accessibility,
// best practices and search engines.
//
// Performance is the best of a few tries: a busy machine makes a page slower, and none makes it faster than it is.

import { createServer } from "node:net";
import audit from "lighthouse";

import { launch } from "./chromium.mjs";
import { kinds } from "./pages.mjs";

const LOWEST = { performance: 95, accessibility: 100, "best-practices": 100, seo: 100 };
const TRIES = 3;

/** A port that was free a moment ago. */
function freePort() {
  return new Promise((found) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}

/** The ratings of a page from 0 to 100, and what takes away from each. */
async function rate(address, port) {
  const { lhr } = await audit(address, { port, logLevel: "silent", onlyCategories: Object.keys(LOWEST) });
  if (lhr.runtimeError) throw new Error(`${address}: ${lhr.runtimeError.message}`);
  return Object.entries(lhr.categories).map(([name, { score, auditRefs }]) => {
    const lost = auditRefs.filter(({ id, weight }) => weight > 0 && (lhr.audits[id].score ?? 1) < 1);
    const why = lost.map(({ id }) => `${id} ${lhr.audits[id].displayValue ?? ""}`.trim()).join(", ");
    return { name, score: Math.round(score * 100), why };
  });
}

export async function lighthouse(site) {
  const { home, report, region, search } = await kinds(site.folder);
  const port = await freePort();
  const browser = await launch(`--remote-debugging-port=${port}`);
  let count = 0;
  try {
    for (const path of [home, report, region, search]) {
      let low = [];
      for (let attempt = 0; attempt < TRIES; attempt += 1) {
        const ratings = await rate(site.root + path, port);
        count += ratings.length;
        low = ratings.filter(({ name, score }) => score < LOWEST[name]);
        if (low.every(({ name }) => name !== "performance")) break;
      }
      for (const { name, score, why } of low) site.report(`/${path}`, `is rated ${score} for ${name}: ${why}`);
    }
  } finally {
    await browser.close();
  }
  return count;
}
