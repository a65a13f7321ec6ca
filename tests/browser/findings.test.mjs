// Findings: between the lines, in the list, and the ways from one to the other.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { drop, launch, open, paste, reviewed, serve } from './lib/page.mjs';
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

const flawed = `from flask import request

def run():
    name = request.args["name"]
    return eval(name)

print(exec(request.form["x"]))
`;

test('what is typed gets a card, an underline, a gutter mark and a place in the list', async () => {
  const { page, assertQuiet, close } = await open(browser, server.url);
  await page.getByRole('button', { name: 'New' }).click();
  await page.locator('.cm-content').click();
  await page.keyboard.type('eval(request.args["x"])', { delay: 5 });
  const card = page.locator('.card').first();
  await card.waitFor();
  assert.match(await card.locator('.mark').innerText(), /^[HMLN]$/, 'severity has a letter, not only a colour');
  assert.ok((await page.locator('.cm-flaw').count()) > 0);
  assert.ok((await page.locator('.cm-severities .mark:not(.mark-note)').count()) > 0);
  assert.ok((await page.locator('.panel .row').count()) > 0);
  const line = await page.locator('.cm-line').first().boundingBox();
  const box = await card.boundingBox();
  assert.ok(box.y >= line.y + line.height - 1, 'the card stands under its line');
  assertQuiet();
  await close();
});

test('a finding in the list leads to its line, and the card unfolds', async () => {
  const { page, assertQuiet, close } = await open(browser, server.url);
  await paste(page, '\n'.repeat(300) + flawed);
  await reviewed(page, '307 lines');
  await page.locator('.panel .row', { hasText: /run as code|code/i }).first().click();
  const card = page.locator('.card-open');
  await card.waitFor();
  const box = await card.boundingBox();
  assert.ok(box.y > 0 && box.y < 900, 'in view');
  assertQuiet();
  await close();
});

test('keys go from finding to finding', async () => {
  const { page, assertQuiet, close } = await open(browser, server.url);
  await paste(page, flawed);
  await reviewed(page, '7 lines');
  await page.locator('.bar h1').click();
  await page.keyboard.press('n');
  const first = await page.locator('.row[aria-current="true"]').innerText();
  await page.keyboard.press('n');
  await page.locator('.row[aria-current="true"]').waitFor();
  assert.notEqual(await page.locator('.row[aria-current="true"]').innerText(), first);
  await page.keyboard.press('p');
  assert.equal(await page.locator('.row[aria-current="true"]').innerText(), first);
  assertQuiet();
  await close();
});

test('the checklist has fourteen items, and a fact leads to its line', async () => {
  const { page, assertQuiet, close } = await open(browser, server.url);
  await paste(page, flawed);
  await reviewed(page, '7 lines');
  await page.getByRole('tab', { name: 'Checklist' }).click();
  assert.equal(await page.locator('.items .item').count(), 14);
  await page.locator('.items .item', { hasText: 'Injection' }).getByRole('button').click();
  const fact = page.locator('.facts button.fact').first();
  await fact.waitFor();
  await fact.click();
  await page.locator('.cm-gone-to').waitFor();
  assertQuiet();
  await close();
});

test('a trace leads through its steps, into another file too', async (t) => {
  const files = await folder({ 'app/run.py': 'def run(text):\n    eval(text)\n', 'app/views.py': 'import run\nrun.run(input())\n' });
  t.after(files.remove);
  const { page, assertQuiet, close } = await open(browser, server.url);
  // A trace of a known shape, whatever the engine follows.
  await page.workers()[0].evaluate(() => {
    const say = self.postMessage.bind(self);
    const place = (file, line, column, end) => ({ file, line, column, end_line: line, end_column: end });
    self.postMessage = (message, buffers) => {
      for (const finding of message[0].FileDone?.findings ?? []) {
        if (finding.place.file !== 'app/run.py') continue;
        finding.trace = [
          { place: place('app/views.py', 2, 9, 16), text: 'input() is typed by somebody' },
          { place: place('app/views.py', 2, 1, 17), text: 'it is given to run' },
          { place: place('app/run.py', 2, 5, 15), text: 'it runs as code' },
        ];
      }
      say(message, buffers);
    };
  });
  await drop(page, [`${files.place}/app`]);
  await reviewed(page, '2 files');
  await page.locator('.panel .row').first().click();
  const steps = page.locator('.card-open .trace-go');
  await steps.first().waitFor();
  assert.equal(await steps.count(), 3);
  assert.equal(await page.locator('.cm-step-number').innerText(), '3', 'steps are numbered in the code');
  await steps.first().click();
  await page.locator('.code-path b', { hasText: 'views.py' }).waitFor();
  await page.locator('.cm-gone-to').waitFor();
  assertQuiet();
  await close();
});
