// The program that checks with a site of their own run.

import { existsSync } from "node:fs";

export function program() {
  const target = new URL("../../target/", import.meta.url).pathname;
  const found = [process.env.BLUF, `${target}release/bluf`, `${target}debug/bluf`].find((path) => path && existsSync(path));
  if (!found) throw new Error("there is no bluf to build a site with: run cargo build, or name one with BLUF");
  return found;
}
