// Serves a folder as a plain web server would, under the strictest policy a site can have.
// A page with a redirect stays where it is when it is asked for with `?stay`.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".xml": "application/xml",
  ".jpg": "image/jpeg",
  ".png": "image/png",
  ".svg": "image/svg+xml",
};

/** Serves `folder` at `base`, which ends in a slash; gives the server and its origin. */
export async function serve(folder, base = "/") {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://localhost");
    const path = normalize(decodeURIComponent(url.pathname));
    const below = path.startsWith(base) ? path.slice(base.length) : "404.html";
    const name = below === "" || below.endsWith("/") ? `${below}index.html` : below;
    let [status, bytes] = [200, await readFile(join(folder, name)).catch(() => undefined)];
    if (!bytes) [status, bytes] = [404, await readFile(join(folder, "404.html"))];
    if (url.searchParams.has("stay")) bytes = bytes.toString().replace(/<meta http-equiv="refresh"[^>]*>/, "");
    response.writeHead(status, {
      "Content-Type": TYPES[extname(status === 200 ? name : "404.html")] ?? "application/octet-stream",
      "Content-Security-Policy": "default-src 'self'",
    });
    response.end(bytes);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { server, origin: `http://127.0.0.1:${server.address().port}` };
}
