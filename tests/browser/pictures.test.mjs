// The page as people see it. With SIGHTLINE_PICTURES=1 the README's pictures are written to static/screenshots/;
// without, all are taken into a folder that is removed again, so that a test run changes nothing.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { drop, launch, open, paste, reviewed, root, serve } from './lib/page.mjs';
import { folder } from './lib/given.mjs';

const kept = process.env.SIGHTLINE_PICTURES ? join(root, 'static/screenshots') : null;
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

let server;
let browser;
let place;
before(async () => {
  server = await serve();
  browser = await launch();
  place = process.env.SIGHTLINE_PICTURES_IN ?? (await mkdtemp(join(tmpdir(), 'sightline-')));
});
after(async () => {
  await browser?.close();
  await server?.close();
  if (!process.env.SIGHTLINE_PICTURES_IN) await rm(place, { recursive: true, force: true });
});

// Takes a picture of the page after `act`; those with `readme` are the README's.
function picture(name, options, act, readme = false) {
  test(`picture: ${name}`, async (t) => {
    const { page, assertQuiet, close } = await open(browser, server.url, options);
    await act(page, t);
    await page.mouse.move(0, 0);
    await page.waitForTimeout(300);
    const into = readme && kept ? kept : place;
    await mkdir(into, { recursive: true });
    const path = join(into, `${name}.png`);
    await page.screenshot({ path, animations: 'disabled' });
    assert.ok((await stat(path)).size > 5_000);
    assertQuiet();
    await close();
  });
}

// The example again: its first review is slower than those that follow.
const again = async (page) => {
  await page.getByRole('button', { name: 'Example' }).click();
  await page.waitForTimeout(300);
  await reviewed(page, '93 lines');
};

const unfold = (title) => async (page) => {
  await again(page);
  await page.locator('.panel .row', { hasText: title }).click();
  await page.locator('.card-open').waitFor();
};

picture('wide', { viewport: { width: 1360, height: 850 } }, unfold(/SQL/), true);
picture('dark', { viewport: { width: 1360, height: 850 }, colorScheme: 'dark' }, unfold(/SQL/), true);
picture('phone', phone, async (page) => {
  await again(page);
  await page.locator('.switcher').getByRole('button', { name: 'Findings' }).tap();
  await page.locator('.panel .row', { hasText: /SQL/ }).click();
  await page.locator('.card-open').waitFor();
}, true);
picture('phone-findings', phone, (page) => page.locator('.switcher').getByRole('button', { name: 'Findings' }).tap());
picture('phone-checklist', { ...phone, colorScheme: 'dark' }, (page) => page.locator('.switcher').getByRole('button', { name: 'Checklist' }).tap());
picture('checklist', {}, async (page) => {
  await page.getByRole('tab', { name: 'Checklist' }).click();
  await page.locator('.items .item', { hasText: 'Injection' }).getByRole('button').click();
  await page.locator('.facts .fact').first().waitFor();
});
picture('empty', {}, async (page) => {
  await page.getByRole('button', { name: 'New' }).click();
  await page.locator('.headline', { hasText: 'Nothing to review yet' }).waitFor();
});
picture('broken', {}, async (page) => {
  await paste(page, 'def f(:\n    eval(request.args["x"])\n  else x = (\n');
  await page.locator('.code .notice').first().waitFor();
});
picture('failing', {}, async (page) => {
  await page.workers()[0].evaluate(() => {
    const say = self.postMessage.bind(self);
    self.postMessage = (message, buffers) => {
      say(message, buffers);
      if (message[0].Progress?.path) say([{ Broken: { message: 'out of memory' } }, []]);
    };
  });
  await paste(page, 'eval(request.args["x"])\n');
  await page.locator('.code .notice-alarm').waitFor();
});
picture('map', {}, async (page, t) => {
  const files = {};
  for (let number = 0; number < 90; number += 1) {
    const flaw = number % 17 === 0 ? 'eval(request.args["x"])\n' : number % 11 === 0 ? 'try:\n    go()\nexcept Exception:\n    pass\n' : '';
    files[`shop/part${number % 6}/m${number}.py`] = `${flaw}x = ${number}\n`.repeat(10 + ((number * 37) % 90));
  }
  const given = await folder(files);
  t.after(given.remove);
  await drop(page, [join(given.place, 'shop')]);
  await reviewed(page, '90 files');
});
