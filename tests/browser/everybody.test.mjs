// The page for everybody: without a mouse, on a phone, in the dark, for a screen reader.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { drop, launch, open, ready, reviewed, serve } from './lib/page.mjs';
import { folder } from './lib/given.mjs';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

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

// What a checker finds fault with. It puts a script of its own into the page, which the page's policy would refuse.
async function faults(context) {
  const page = await context.newPage();
  await page.goto(server.url);
  await ready(page);
  await page.addScriptTag({ path: axe });
  const all = [];
  const check = async (where) => {
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }));
    all.push(...violations.map(({ id, nodes }) => `${where}: ${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(' | ')}`));
  };
  return { page, check, all };
}

for (const colorScheme of ['light', 'dark']) {
  test(`a checker finds no fault, ${colorScheme}`, async () => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme, bypassCSP: true });
    const { page, check, all } = await faults(context);
    await page.locator('.panel .row').nth(1).click();
    await check('findings');
    await page.getByRole('tab', { name: 'Checklist' }).click();
    await page.locator('.items .item', { hasText: 'Injection' }).getByRole('button').click();
    await page.locator('.facts .fact').first().waitFor();
    await check('checklist');
    await page.getByRole('tab', { name: 'Files' }).click();
    await check('files');
    await page.getByRole('button', { name: 'Help and keys' }).click();
    await check('help');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Share', exact: true }).click();
    await page.locator('.share-link').waitFor();
    await page.locator('.masked summary').click();
    await check('share');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Save the report' }).click();
    await check('exports');
    await page.keyboard.press('Escape');
    for (const [name, shows] of [['masked', '.differences'], ['excerpts', '.words'], ['sealed', 'form.arrived-box']]) {
      const link = (await readFile(new URL(`../fixtures/share/${name}.txt`, import.meta.url), 'utf8')).trim();
      await page.evaluate((hash) => { location.hash = hash; }, link);
      await page.locator(shows).waitFor();
      await check(name);
    }
    await page.evaluate(() => { location.hash = '#v2.A'; });
    await page.locator('.arrived-box[role="alert"]').waitFor();
    await check('refused');
    assert.deepEqual(all, []);
    await context.close();
  });
}

test('on a phone nothing is wider than the screen, and what is touched is large enough', async () => {
  const { page, assertQuiet, close } = await open(browser, server.url, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const wide = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const small = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('button, summary, input:not([hidden])')]
        .filter((element) => element.checkVisibility())
        .map((element) => [(element.closest('label') ?? element).getBoundingClientRect(), element.outerHTML.slice(0, 90)])
        .filter(([{ width, height }]) => width > 0 && (width < 43.5 || height < 43.5))
        .map(([{ width, height }, html]) => `${Math.round(width)}x${Math.round(height)} ${html}`),
    );
  assert.equal(await wide(), 0);
  assert.deepEqual(await small(), []);
  for (const name of ['Findings', 'Checklist', 'Files']) {
    await page.locator('.switcher').getByRole('button', { name }).tap();
    assert.equal(await wide(), 0, name);
    assert.deepEqual(await small(), [], name);
  }
  await page.locator('.switcher').getByRole('button', { name: 'Findings' }).tap();
  await page.locator('.panel .row').nth(1).tap();
  const card = page.locator('.card-open');
  await card.waitFor();
  const box = await card.boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 390, 'the card fits');
  assert.deepEqual(await small(), [], 'an open card');
  await page.getByRole('button', { name: 'Share', exact: true }).tap();
  await page.locator('.share-link').waitFor();
  assert.equal(await wide(), 0, 'share');
  assert.deepEqual(await small(), [], 'share');
  await page.getByRole('button', { name: 'Close' }).tap();
  for (const [name, shows] of [['masked', '.differences'], ['excerpts', '.words'], ['sealed', 'form.arrived-box']]) {
    const link = (await readFile(new URL(`../fixtures/share/${name}.txt`, import.meta.url), 'utf8')).trim();
    await page.evaluate((hash) => { location.hash = hash; }, link);
    await page.locator(shows).waitFor();
    assert.equal(await wide(), 0, name);
    assert.deepEqual(await small(), [], name);
  }
  assertQuiet();
  await close();
});

test('everything is reached by the keyboard, and the editor lets go of it', async () => {
  const { page, assertQuiet, close } = await open(browser, server.url);
  await page.locator('.cm-content').click();
  await page.keyboard.press('Tab');
  assert.ok(!(await page.evaluate(() => document.activeElement.closest('.cm-content') && document.activeElement.classList.contains('cm-content'))));
  assert.doesNotMatch(await page.locator('.cm-content').innerText(), /^\s{4}"""Parcel/);
  await page.getByRole('tab', { name: 'Findings' }).focus();
  await page.keyboard.press('ArrowRight');
  assert.equal(await page.getByRole('tab', { name: 'Checklist' }).getAttribute('aria-selected'), 'true');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'tab-checklist');
  await page.keyboard.press('?');
  await page.locator('dialog[open]').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('dialog[open]').waitFor({ state: 'detached' }).catch(() => {});
  assert.equal(await page.locator('dialog[open]').count(), 0);
  await page.keyboard.press('?');
  await page.locator('dialog[open]').waitFor();
  assertQuiet();
  await close();
});

test('a review is shared and a link opened by the keyboard alone', async () => {
  const { page, context, assertQuiet, close } = await open(browser, server.url);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.locator('.bar h1').click();
  await page.keyboard.press('s');
  await page.locator('.share-link').waitFor();
  await page.getByRole('radio', { name: /^Everything/ }).focus();
  await page.keyboard.press('ArrowDown');
  assert.ok(await page.getByRole('radio', { name: /^Excerpts/ }).isChecked());
  await page.locator('.share-link').waitFor();
  await page.getByRole('button', { name: 'Copy the link' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  const link = new URL(await page.evaluate(() => navigator.clipboard.readText())).hash;
  await page.keyboard.press('Escape');
  await page.evaluate((hash) => { location.hash = hash; }, link);
  await page.locator('.words').waitFor();
  await page.getByRole('button', { name: 'Go to my code' }).focus();
  await page.keyboard.press('Enter');
  await page.locator('.cm-content').waitFor();
  assertQuiet();
  await close();
});

test('light or dark is chosen by hand and kept', async () => {
  const { page, reload, assertQuiet, close } = await open(browser, server.url, { colorScheme: 'light' });
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  await page.getByRole('button', { name: /^Colours/ }).click();
  await page.getByRole('button', { name: /^Colours/ }).click();
  const dark = await paper();
  assert.notEqual(dark, light);
  await reload();
  assert.equal(await paper(), dark);
  assertQuiet();
  await close();
});

test('a screen reader hears how a review ended', async (t) => {
  const files = await folder({ 'a.py': 'eval(request.args["x"])\n' });
  t.after(files.remove);
  const { page, assertQuiet, close } = await open(browser, server.url);
  await drop(page, [`${files.place}/a.py`]);
  await reviewed(page, '1 line reviewed');
  assert.match(await page.locator('p[role="status"]').innerText(), /Reviewed: 1 finding in 1 file/);
  assertQuiet();
  await close();
});
