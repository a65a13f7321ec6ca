// The page in a real browser: what people do first.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { launch, open, paste, reviewed, serve } from './lib/page.mjs';

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

test('the first visit shows the example, reviewed, and says that nothing was sent', async () => {
  const { page, assertQuiet, close } = await open(browser, server.url);
  assert.match(await page.locator('.cm-content').innerText(), /Parcel desk/);
  assert.match(await page.locator('.status').innerText(), /\d+ lines reviewed in .*\d+ ms[^]*Nothing was sent/);
  assertQuiet();
  await close();
});

test('pasted code is reviewed', async () => {
  const { page, assertQuiet, close } = await open(browser, server.url);
  await paste(page, 'import os\nos.system(request.args["x"])\n');
  await reviewed(page, '2 lines reviewed');
  assertQuiet();
  await close();
});

test('a small service that is pasted shows its flaws at their lines', async () => {
  const { page, assertQuiet, close } = await open(browser, server.url);
  const text = await readFile(new URL('given/notes.py', import.meta.url), 'utf8');
  await paste(page, text);
  await reviewed(page, `${text.split('\n').length - 1} lines`);
  const lines = await page.locator('.panel .row-place').allInnerTexts();
  const flaws = ['verify=False', 'except:', 'pandoc', 'UnsafeLoader', 'pickle.load', 'eval(', '"rm -f "'];
  for (const flaw of flaws) {
    const line = text.slice(0, text.indexOf(flaw)).split('\n').length;
    assert.ok(lines.includes(String(line)), `${flaw} at line ${line}, found ${lines}`);
  }
  assertQuiet();
  await close();
});
