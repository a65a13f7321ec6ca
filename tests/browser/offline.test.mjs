// The page without a network: installed by its service worker under any folder of a site, and as one file from a disk.
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, test } from 'node:test';
import { drop, launch, paste, ready, reviewed, root } from './lib/page.mjs';
import { folder } from './lib/given.mjs';
import { serve } from '../../.ci/serve.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});

// The built page in a folder of a site, as on GitHub Pages.
async function site(t) {
  const place = await mkdtemp(join(tmpdir(), 'sightline-'));
  t.after(() => rm(place, { recursive: true, force: true }));
  await cp(join(root, 'dist'), join(place, 'tools/sightline'), { recursive: true });
  const server = await serve(place);
  t.after(server.close);
  return { place: join(place, 'tools/sightline'), url: `${server.url}tools/sightline/`, close: server.close };
}

test('after one visit the page works without its server, and says so', async (t) => {
  const { url, close } = await site(t);
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto(url);
  await ready(page);
  await page.locator('.status', { hasText: 'Ready offline' }).waitFor();
  await close();
  await context.setOffline(true);
  await page.reload();
  await ready(page);
  await paste(page, 'import os\nos.system(request.args["x"])\n');
  await reviewed(page, '2 lines reviewed');
  assert.ok((await page.locator('.panel .row').count()) > 0);
  await page.locator('.status', { hasText: 'Ready offline' }).waitFor();
  // A new tab too, with what a link brings.
  const other = await context.newPage();
  const link = (await readFile(join(root, 'tests/fixtures/share/whole.txt'), 'utf8')).trim();
  await other.goto(url + link);
  await other.locator('.banner', { hasText: 'Reviewed anew' }).waitFor();
});

test('nothing of other folders is kept or answered', async (t) => {
  const { place, url } = await site(t);
  await writeFile(join(place, '../other.txt'), 'other');
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('.status', { hasText: 'Ready offline' }).waitFor();
  const kept = await page.evaluate(async () => {
    const [name, ...more] = await caches.keys();
    const keys = await (await caches.open(name)).keys();
    return { more, paths: keys.map((request) => new URL(request.url).pathname) };
  });
  assert.deepEqual(kept.more, []);
  assert.ok(kept.paths.includes('/tools/sightline/'));
  assert.ok(kept.paths.every((path) => path.startsWith('/tools/sightline/') && !path.endsWith('sightline.html')));
  const [registration] = await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).map((one) => one.scope));
  assert.equal(registration, url);
});

test('a new version is offered, and taken when the person says so', async (t) => {
  const { place, url } = await site(t);
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('.status', { hasText: 'Ready offline' }).waitFor();
  await paste(page, 'mine = 1\n');
  await reviewed(page, '1 line');

  const edit = async (name, change) => writeFile(join(place, name), change(await readFile(join(place, name), 'utf8')));
  await edit('index.html', (text) => text.replace('<title>Sightline', '<title>Newer Sightline'));
  await edit('sw.js', (text) => text.replace(/const VERSION = '[0-9a-f]+'/, "const VERSION = 'ffffffffffffffff'"));
  await page.reload();
  await ready(page);
  assert.match(await page.title(), /^Sightline/, 'never a mixture: still the old one');
  const offered = page.getByRole('button', { name: 'New version: reload' });
  await offered.waitFor();
  await offered.click();
  await page.waitForFunction(() => document.title.startsWith('Newer'));
  await ready(page);
  assert.match(await page.locator('.cm-content').innerText(), /mine = 1/);
  await page.locator('.status', { hasText: 'Ready offline' }).waitFor();
  assert.deepEqual(await page.evaluate(() => caches.keys()), ['sightline-ffffffffffffffff']);
});

test('the single file does a full review, a share link and an export from a disk, without any network', async (t) => {
  const place = await mkdtemp(join(tmpdir(), 'sight line-'));
  t.after(() => rm(place, { recursive: true, force: true }));
  await cp(join(root, 'dist/sightline.html'), join(place, 'sightline.html'));
  const files = await folder({ 'app/a.py': 'import os\nos.system(request.args["x"])\n', 'app/b.py': 'x = 1\n' });
  t.after(files.remove);
  const context = await browser.newContext({ acceptDownloads: true, viewport: { width: 1440, height: 900 } });
  t.after(() => context.close());
  await context.setOffline(true);
  const visit = async (address) => {
    const page = await context.newPage();
    const wrong = [];
    page.on('console', (message) => wrong.push(message.text()));
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('request', (request) => {
      if (request.url() !== address.split('#')[0] && !/^(blob|data):/.test(request.url())) wrong.push(request.url());
    });
    await page.goto(address);
    return { page, wrong };
  };
  const address = pathToFileURL(join(place, 'sightline.html')).href;
  const { page, wrong } = await visit(address);
  await ready(page);
  assert.match(await page.locator('.status').innerText(), /Ready offline/);
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
  assert.match(policy, /^default-src 'none'/);
  assert.doesNotMatch(policy, /connect-src|https?:|'self'|'unsafe-inline'|'unsafe-eval'/);

  await drop(page, [join(files.place, 'app/a.py'), join(files.place, 'app/b.py')]);
  await page.locator('.status', { hasText: '3 lines in 2 files reviewed' }).waitFor();
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Open folder' }).click();
  await (await choosing).setFiles(join(files.place, 'app'));
  await page.locator('.code-path', { hasText: 'app' }).waitFor();
  await page.locator('.status', { hasText: '3 lines in 2 files reviewed' }).waitFor();

  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the report' }).click();
  await page.getByRole('button', { name: /^HTML/ }).click();
  const report = await readFile(await (await coming).path(), 'utf8');
  assert.match(report, /command-injection/);

  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.locator('.share-link').waitFor();
  const link = await page.locator('.share-link').inputValue();
  assert.ok(link.startsWith('file:') && link.includes('#v1.'), link.slice(0, 80));
  assert.match(await page.locator('dialog.share').innerText(), /a file on your disk/);
  const again = await visit(link);
  await again.page.locator('.banner', { hasText: 'with the same result' }).waitFor();
  assert.deepEqual(wrong, []);
  assert.deepEqual(again.wrong, []);
});

test('a report that is saved as HTML stands by itself', async (t) => {
  const place = await mkdtemp(join(tmpdir(), 'sightline-'));
  t.after(() => rm(place, { recursive: true, force: true }));
  await cp(join(root, 'tests/fixtures/report/report.html'), join(place, 'report.html'));
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  const wrong = [];
  page.on('console', (message) => wrong.push(message.text()));
  page.on('request', (request) => request.url().endsWith('report.html') || wrong.push(request.url()));
  await page.goto(pathToFileURL(join(place, 'report.html')).href);
  assert.equal(await page.locator('h2').count() > 14, true);
  await page.setViewportSize({ width: 390, height: 800 });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
  await page.screenshot({ path: join(place, 'report.png') });
  assert.deepEqual(wrong, []);
});
