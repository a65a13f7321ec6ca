// What must not be lost or stuck: cancelled reviews, workers that end, reloads.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { drop, launch, open, paste, reviewed, serve, visit } from './lib/page.mjs';
import { folder } from './lib/given.mjs';

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

const body = (number) => `import os\n\n\ndef go_${number}(x):\n    os.system(x)\n`.repeat(60);

async function many(count) {
  const files = {};
  for (let number = 0; number < count; number += 1) files[`many/f${String(number).padStart(4, '0')}.py`] = body(number);
  return folder(files);
}

test('a long review shows its progress and can be cancelled', async (t) => {
  const files = await many(600);
  t.after(files.remove);
  const { page, assertQuiet, close } = await open(browser, server.url);
  await drop(page, [join(files.place, 'many')]);
  const running = page.locator('.status-running');
  await running.waitFor();
  assert.match(await running.innerText(), /(Read|Reviewed) [\d,]+ of 600 files|Putting together/);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.locator('.status', { hasText: 'the review was stopped' }).waitFor();
  assertQuiet();
  await close();
});

test('a worker that is killed is replaced without a request, and the text stays', async () => {
  const { page, assertQuiet, close } = await open(browser, server.url);
  await paste(page, 'eval(request.args["x"])\n');
  await reviewed(page, '1 line');
  await page.workers()[0].evaluate(() => self.close());
  await page.locator('.cm-content').click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('exec(request.form["x"])\n');
  await page.locator('.toast', { hasText: 'restarted' }).waitFor({ timeout: 20_000 });
  await page.locator('.status:not(.status-stale)', { hasText: '2 lines reviewed' }).waitFor();
  assert.equal(page.workers().length, 1);
  assertQuiet();
  await close();
});

test('a file that ends the worker is named and left out, the others are reviewed', async (t) => {
  const files = await folder({ 'app/a.py': 'eval(request.args["x"])\n', 'app/bad.py': 'x = 1\n', 'app/c.py': 'exec(request.form["x"])\n' });
  t.after(files.remove);
  const { page, assertQuiet, close } = await open(browser, server.url);
  // Stands in for an engine that meets its end over one file.
  await page.workers()[0].evaluate(() => {
    const say = self.postMessage.bind(self);
    self.postMessage = (message, buffers) => {
      say(message, buffers);
      if (message[0].Progress?.path?.endsWith('bad.py')) {
        say([{ Broken: { message: 'out of memory' } }, []]);
        for (;;);
      }
    };
  });
  await drop(page, [join(files.place, 'app')]);
  await page.locator('.toast', { hasText: 'app/bad.py was left out' }).waitFor();
  await page.locator('.status', { hasText: '2 lines in 2 files reviewed' }).waitFor();
  assert.ok((await page.locator('.panel .row').count()) >= 2);
  await page.getByRole('tab', { name: 'Files' }).click();
  await page.locator('.notice', { hasText: 'app/bad.py' }).getByRole('button', { name: 'Try it again' }).click();
  await page.locator('.status', { hasText: '3 lines in 3 files reviewed' }).waitFor();
  assertQuiet();
  await close();
});

test('a worker that hangs is ended, and the file that it hung on is named', async () => {
  const { page, assertQuiet, close } = await open(browser, server.url);
  await page.workers()[0].evaluate(() => {
    const say = self.postMessage.bind(self);
    self.postMessage = (message, buffers) => {
      say(message, buffers);
      if (message[0].Progress?.path) for (;;);
    };
  });
  await paste(page, 'x = 1\n');
  await page.locator('.toast', { hasText: 'left out' }).waitFor({ timeout: 40_000 });
  await page.locator('.code .notice-alarm').waitFor();
  assert.match(await page.locator('.cm-content').innerText(), /x = 1/);
  assertQuiet();
  await close();
});

test('a reload brings back the text, also what was typed a moment before', async () => {
  const { page, reload, assertQuiet, close } = await open(browser, server.url);
  await paste(page, 'first = 1\n');
  await reviewed(page, '1 line');
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('last = eval(request.args["x"])');
  await reload();
  assert.match(await page.locator('.cm-content').innerText(), /first = 1\n+last = eval\(request/);
  assertQuiet();
  await close();
});

test('a reload brings back dropped files with their edits', async (t) => {
  const files = await folder({ 'app/a.py': 'x = 1\n', 'app/b.py': 'y = 2\n' });
  t.after(files.remove);
  const { page, reload, assertQuiet, close } = await open(browser, server.url);
  await drop(page, [join(files.place, 'app')]);
  await page.locator('.status', { hasText: '2 files reviewed' }).waitFor();
  await page.locator('.cm-content').click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('edited = 1\n');
  await page.locator('.status:not(.status-stale)', { hasText: '3 lines in 2 files' }).waitFor();
  await page.waitForTimeout(600);
  await reload();
  await page.locator('.status', { hasText: '3 lines in 2 files reviewed' }).waitFor();
  assert.match(await page.locator('.cm-content').innerText(), /edited = 1/);
  assertQuiet();
  await close();
});

test('two tabs keep their own texts', async () => {
  const { context, page, reload, close } = await open(browser, server.url);
  await paste(page, 'one = 1\n');
  await reviewed(page, '1 line');
  const other = await visit(context, server.url);
  await paste(other.page, 'two = 2\n');
  await reviewed(other.page, '1 line');
  await page.waitForTimeout(600);
  await reload();
  assert.match(await page.locator('.cm-content').innerText(), /one = 1/);
  await other.reload();
  assert.match(await other.page.locator('.cm-content').innerText(), /two = 2/);
  other.assertQuiet();
  await close();
});
