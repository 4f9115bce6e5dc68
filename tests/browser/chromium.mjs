// Debian's Chromium, without what it would ask of other hosts by itself.

import { chromium } from "playwright-core";

const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];

/** Starts a browser, with more arguments if there are any. */
export const launch = (...more) => chromium.launch({ executablePath: "/usr/bin/chromium", args: [...QUIET, ...more] });
