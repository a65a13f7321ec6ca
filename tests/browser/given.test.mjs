// What people give: files, folders, wheels, and things that are none of these.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { drop, launch, open, paste, reviewed, root, serve } from './lib/page.mjs';
import { folder, zip } from './lib/given.mjs';

let server;
let browser;
before(async () => {
  server = await serve();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const few = { 'a.py': 'import os\nos.system(request.args["x"])\n', 'b.py': 'x = 1\n', 'c.py': 'eval(request.args["x"])\n' };

test('three dropped files are reviewed, and what was there can be brought back', async (t) => {
  const files = await folder(few);
  t.after(files.remove);
  const { page, assertQuiet, close } = await open(browser, server.url);
  await paste(page, 'mine = 1\n');
  await reviewed(page, '1 line');
  await drop(page, Object.keys(few).map((name) => join(files.place, name)));
  await page.locator('.status', { hasText: '4 lines in 3 files reviewed' }).waitFor();
  await page.getByRole('tab', { name: 'Files' }).click();
  assert.equal(await page.locator('.row-file').count(), 3);
  await page.locator('.toast').getByRole('button', { name: 'Bring back' }).click();
  await reviewed(page, '1 line reviewed');
  assert.match(await page.locator('.cm-content').innerText(), /mine = 1/);
  assertQuiet();
  await close();
});

test('a dropped folder is read without what is no Python', async (t) => {
  const files = await folder({
    'proj/pkg/__init__.py': '',
    'proj/pkg/a.py': 'eval(request.args["x"])\n',
    'proj/readme.md': '# hello\n',
    'proj/node_modules/x.py': 'x = 1\n',
    'proj/.git/hook.py': 'x = 1\n',
  });
  t.after(files.remove);
  const { page, assertQuiet, close } = await open(browser, server.url);
  await drop(page, [join(files.place, 'proj')]);
  await page.locator('.status', { hasText: '1 line in 2 files reviewed' }).waitFor();
  assert.match(await page.locator('.toast').innerText(), /one file is no Python/);
  assertQuiet();
  await close();
});

test('files and folders can be chosen without a mouse', async (t) => {
  const files = await folder({ 'proj/a.py': 'x = 1\n', 'proj/b.py': 'y = 2\n' });
  t.after(files.remove);
  const { page, assertQuiet, close } = await open(browser, server.url);
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Open folder' }).focus();
  await page.keyboard.press('Enter');
  await (await choosing).setFiles(join(files.place, 'proj'));
  await page.locator('.status', { hasText: '2 lines in 2 files reviewed' }).waitFor();
  await page.getByRole('tab', { name: 'Files' }).click();
  assert.deepEqual(await page.locator('.row-file').evaluateAll((rows) => rows.map((row) => row.title)), ['proj/a.py', 'proj/b.py']);
  assertQuiet();
  await close();
});

test('a wheel is opened, drawn as a map, and its files are shown on demand', async (t) => {
  const members = { 'pkg/__init__.py': '', 'pkg-1.0.dist-info/METADATA': 'Name: pkg\n' };
  for (let number = 0; number < 30; number += 1) {
    members[`pkg/m${String(number).padStart(2, '0')}.py`] = `import os\n\n\ndef go():\n    os.system(input(${number}))\n`;
  }
  const files = await folder({ 'pkg-1.0-py3-none-any.whl': zip(members) });
  t.after(files.remove);
  const { page, assertQuiet, close } = await open(browser, server.url);
  await drop(page, [join(files.place, 'pkg-1.0-py3-none-any.whl')]);
  await page.locator('.status', { hasText: '150 lines in 31 files reviewed' }).waitFor();
  assert.equal(await page.locator('.map .cell[x]').count(), 31);
  await page.locator('.row-file', { hasText: 'm07.py' }).click();
  await page.locator('.cm-content', { hasText: 'input(7)' }).waitFor();
  assertQuiet();
  await close();
});

test('what cannot be reviewed is named with what to do', async (t) => {
  const files = await folder({ 'picture.png': Buffer.from([0x89, 0x50, 0, 0, 1, 2, 3, 0xff]), 'empty.py': '' });
  t.after(files.remove);
  const { page, assertQuiet, close } = await open(browser, server.url);
  await drop(page, [join(files.place, 'picture.png')]);
  await page.locator('.toast-alarm').waitFor();
  assert.match(await page.locator('.toast').innerText(), /picture\.png/);
  await drop(page, [join(files.place, 'empty.py')]);
  await page.locator('.headline', { hasText: 'Nothing to review yet' }).waitFor();
  assertQuiet();
  await close();
});

test('windows line ends, a broken fragment and five megabytes are taken as they come', async (t) => {
  const big = `${'value = compute(1, 2, 3)  # a line of no interest\n'.repeat(100_000)}eval(request.args["x"])\n`;
  const files = await folder({ 'big.py': big, 'crlf.py': 'import os\r\n\r\neval(request.args["x"])\r\n' });
  t.after(files.remove);
  const { page, assertQuiet, close } = await open(browser, server.url);
  await drop(page, [join(files.place, 'crlf.py')]);
  await page.locator('.status', { hasText: '3 lines reviewed' }).waitFor();
  await page.locator('.row').first().click();
  assert.equal(await page.locator('.row-place').first().innerText(), '3');

  await paste(page, 'def f(:\n    eval(request.args["x"])\n  else x = (\n');
  await page.locator('.code .notice').first().waitFor();

  await drop(page, [join(files.place, 'big.py')]);
  await page.locator('.status', { hasText: '100,001 lines reviewed' }).waitFor({ timeout: 60_000 });
  assertQuiet();
  await close();
});

test('the page holds no engine', async () => {
  const names = await readdir(join(root, 'dist'));
  const app = names.find((name) => /^app-.*\.wasm$/.test(name));
  const bytes = await readFile(join(root, 'dist', app));
  const module = await WebAssembly.compile(bytes);
  const exported = WebAssembly.Module.exports(module).map(({ name }) => name);
  assert.ok(!exported.includes('malloc') && !exported.some((name) => name.startsWith('ts_')), 'no parser');
  assert.ok(!bytes.includes('code-injection'), 'no rule');
  assert.ok(bytes.length < 850_000, `${bytes.length} bytes`);
});
