// Serves a folder to this machine only: `node .ci/serve.mjs [FOLDER] [PORT]`, by default dist/ on 8080, or on the
// next port that is free. Tests import `serve`. Nothing is cached, so that a reload shows the last build.
import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".md": "text/markdown; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm", // anything else, and the browser refuses to compile while it loads
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

const HEADERS = {
  "Cache-Control": "no-store",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/** Serves `folder` on 127.0.0.1 from `port` on (0: any free one); gives the server's `url` and `close`. */
export async function serve(folder, port = 0) {
  const root = await realpath(folder);
  const server = createServer((request, response) => answer(root, request, response));
  const bound = await listen(server, port);
  const close = () =>
    new Promise((done) => {
      server.close(done);
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${bound}/`, close };
}

// The one part of its policy that the page's own <meta> cannot say: which pages may frame it. Only the compact view
// may be framed, which reads nothing that was kept.
function policy(url) {
  const embed = new URL(url, "http://127.0.0.1").searchParams.get("embed") === "1";
  return { "Content-Security-Policy": embed ? "frame-ancestors *" : "frame-ancestors 'none'" };
}

async function answer(root, request, response) {
  const send = (status, headers = {}) => {
    response.writeHead(status, { ...HEADERS, ...headers });
    response.end(status === 200 ? undefined : `${status}\n`);
  };
  if (request.method !== "GET" && request.method !== "HEAD") return send(405, { Allow: "GET, HEAD" });
  const file = await find(root, request.url);
  if (!file) return send(404);
  const headers = {
    "Content-Length": file.size,
    "Content-Type": TYPES[extname(file.path)] ?? "application/octet-stream",
    ...policy(request.url),
  };
  if (request.method === "HEAD") return send(200, headers);
  response.writeHead(200, { ...HEADERS, ...headers });
  createReadStream(file.path)
    .on("error", () => response.destroy())
    .pipe(response);
}

/** The file that a request names, if it lies within `root` with every link followed. */
async function find(root, url) {
  try {
    const name = decodeURIComponent(new URL(url, "http://127.0.0.1").pathname);
    const path = await realpath(join(root, name.endsWith("/") ? `${name}index.html` : name));
    const found = await stat(path);
    return path.startsWith(root + sep) && found.isFile() ? { path, size: found.size } : null;
  } catch {
    return null; // no such file, or a name that is none
  }
}

/** Takes `port`, or the first free one of the hundred after it. */
function listen(server, port) {
  const last = port + 100;
  return new Promise((resolve, reject) => {
    server.on("error", (error) => {
      if (error.code !== "EADDRINUSE" || port === 0 || port >= last) return reject(error);
      server.listen(++port, "127.0.0.1");
    });
    server.on("listening", () => resolve(server.address().port));
    server.listen(port, "127.0.0.1");
  });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folder = process.argv[2] ?? fileURLToPath(new URL("../dist", import.meta.url));
  const { url } = await serve(folder, Number(process.argv[3] ?? 8080));
  console.log(`Sightline is at ${url} (Ctrl+C ends it)`);
}
