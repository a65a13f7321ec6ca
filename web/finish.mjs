// After the page is built: names every file that the page fetches by its content, so that a browser never takes an old
// worker for a new page, and lets the scripts be checked by their digests. Trunk leaves the worker and boot.js without
// such names, and names the page's wasm before it is made small.
import { createHash } from 'node:crypto';
import { readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const folder = process.env.TRUNK_STAGING_DIR;
const index = join(folder, 'index.html');
let html = await readFile(index, 'utf8');

for (const name of await readdir(folder)) {
  const parts = /^(app|worker|boot)(?:-[0-9a-f]+)?(_bg)?\.(js|wasm)$/.exec(name);
  if (!parts) continue;
  const [, stem, part = '', ending] = parts;
  const bytes = await readFile(join(folder, name));
  const named = `${stem}-${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}${part}.${ending}`;
  await rename(join(folder, name), join(folder, named));
  if (!html.includes(name)) throw new Error(`index.html does not name ${name}`);
  html = html.replaceAll(name, () => named);
  if (ending === 'js' && stem !== 'worker') {
    const digest = createHash('sha384').update(bytes).digest('base64');
    html = html.replace(new RegExp(`(<script src="[^"]*${named}")`), (_, tag) => `${tag} integrity="sha384-${digest}"`);
  }
}

await writeFile(index, html);
