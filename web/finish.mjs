// After the page is built: names every file that the page fetches by its content, so that a browser never takes an old
// worker for a new page, and lets the scripts be checked by their digests (Trunk leaves the worker and boot.js without
// such names, and names the page's wasm before it is made small); writes the list of files into the service worker; and
// puts everything into one file that works from a disk.
import { createHash } from 'node:crypto';
import { readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { single } from './single.mjs';

const folder = process.env.TRUNK_STAGING_DIR;
const index = join(folder, 'index.html');
let html = await readFile(index, 'utf8');

const named = {};
for (const name of await readdir(folder)) {
  const parts = /^(app|worker|boot)(?:-[0-9a-f]+)?(_bg)?\.(js|wasm)$/.exec(name);
  if (!parts) continue;
  const [, stem, part = '', ending] = parts;
  const bytes = await readFile(join(folder, name));
  const now = `${stem}-${digest(bytes)}${part}.${ending}`;
  await rename(join(folder, name), join(folder, now));
  if (!html.includes(name)) throw new Error(`index.html does not name ${name}`);
  html = html.replaceAll(name, () => now);
  named[`${stem}${part}.${ending}`] = now;
  if (ending === 'js' && stem !== 'worker') {
    const integrity = createHash('sha384').update(bytes).digest('base64');
    html = html.replace(new RegExp(`(<script src="[^"]*${now}")`), (_, tag) => `${tag} integrity="sha384-${integrity}"`);
  }
}
// In the page itself: browsers ask for an icon again whenever the fragment changes.
const icon = (await readFile(join(folder, 'icon.svg'))).toString('base64');
html = replaced(html, 'rel="icon" href="icon.svg"', `rel="icon" href="data:image/svg+xml;base64,${icon}"`);
await writeFile(index, html);

// The page itself is `./`: that is what a person asks for.
const files = (await readdir(folder)).filter((name) => !['index.html', 'sw.js', 'sightline.html'].includes(name)).sort();
const everything = createHash('sha256');
for (const name of ['index.html', ...files]) everything.update(name).update(await readFile(join(folder, name)));
const version = everything.digest('hex').slice(0, 16);
let worker = await readFile(join(folder, 'sw.js'), 'utf8');
worker = replaced(worker, 'const FILES = [];', `const FILES = ${JSON.stringify(['./', ...files])};`);
worker = replaced(worker, "const VERSION = 'unbuilt';", `const VERSION = '${version}';`);
await writeFile(join(folder, 'sw.js'), worker);

await writeFile(join(folder, 'sightline.html'), await single(folder, html, named));

function digest(bytes) {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

function replaced(text, what, by) {
  if (!text.includes(what)) throw new Error(`there is no ${what}`);
  return text.replace(what, () => by);
}
