// The page in a real browser: what people do first.
import assert from 'node:assert/strict';
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
  await paste(page, 'import os\nos.system(input())\n');
  await reviewed(page, '2 lines reviewed');
  assertQuiet();
  await close();
});
