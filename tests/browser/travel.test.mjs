// How a review travels: links and what they bring, marks, exports, the compact view.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import { drop, launch, open, paste, reviewed, root, serve } from './lib/page.mjs';
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

const code = `import os
from flask import request

PASSWORD = "correct-horse-battery"


def run():
    os.system("convert " + request.args["name"])
`;

const golden = async (name) => (await readFile(join(root, `tests/fixtures/share/${name}.txt`), 'utf8')).trim();

// A link of any content, with its right check sum.
function link(content) {
  const body = JSON.stringify(content).slice(0, -1);
  const sum = createHash('sha256').update(body).digest('hex').slice(0, 12);
  return `#v1.${deflateRawSync(`${body},"z":"${sum}"}`).toString('base64url')}`;
}

async function shared(page, choose = async () => {}) {
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.locator('.meter').waitFor();
  await choose(page.locator('dialog.share'));
  await page.locator('.share-link').waitFor();
  return page.locator('.share-link').inputValue();
}

// A page of its own at an address that brings something.
async function arrive(fragment, options) {
  return open(browser, server.url, { ...options, brings: fragment });
}

test('a link brings the files, which are reviewed anew; an edit drops it from the address', async () => {
  const first = await open(browser, server.url);
  await paste(first.page, code);
  await reviewed(first.page, '8 lines');
  const address = await shared(first.page, (dialog) => dialog.getByLabel('Mask secrets').uncheck());
  assert.ok(address.startsWith(`${server.url}#v1.`), address);
  const findings = await first.page.locator('.panel .row-title').allInnerTexts();
  first.assertQuiet();
  await first.close();

  const { page, assertQuiet, close, reload } = await arrive(new URL(address).hash);
  await page.locator('.banner', { hasText: 'with the same result' }).waitFor();
  assert.match(await page.locator('.banner').innerText(), /From a link/);
  assert.deepEqual(await page.locator('.panel .row-title').allInnerTexts(), findings);
  await reload();
  await page.locator('.banner', { hasText: 'with the same result' }).waitFor();
  await page.locator('.cm-content').click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('eval(request.args["x"])\n');
  await reviewed(page, '9 lines');
  assert.equal(new URL(page.url()).hash, '');
  assert.match(await page.locator('.banner').innerText(), /Edited here/);
  await reload();
  assert.ok((await page.locator('.cm-content').innerText()).includes('request.args'));
  assertQuiet();
  await close();
});

test('secrets are masked and listed, and their findings are told as not checked', async () => {
  const first = await open(browser, server.url);
  await paste(first.page, code);
  await reviewed(first.page, '8 lines');
  const address = await shared(first.page, async (dialog) => {
    await dialog.locator('.masked summary').click();
    assert.match(await dialog.locator('.masked').innerText(), /pasted\.py:4|example\.py:4/);
  });
  first.assertQuiet();
  await first.close();
  const { page, assertQuiet, close } = await arrive(new URL(address).hash);
  await page.locator('.banner', { hasText: 'not checked here' }).waitFor();
  const shown = await page.locator('.cm-content').innerText();
  assert.match(shown, /PASSWORD = "\*{21}"/);
  assert.doesNotMatch(await page.locator('body').innerText(), /correct-horse|corr…/);
  assert.match(await page.locator('.differences').innerText(), /seen by the sender, not checked here/);
  assertQuiet();
  await close();
});

test('a link leads to a finding, or to lines', async () => {
  const first = await open(browser, server.url);
  await paste(first.page, code);
  await reviewed(first.page, '8 lines');
  await first.page.locator('.panel .row', { hasText: /shell/ }).click();
  const finding = await shared(first.page);
  // A link is made anew after a moment; until then the one before it stands there.
  const anew = async (before) => {
    const differs = (old) => ![undefined, '', old].includes(document.querySelector('.share-link')?.value);
    await first.page.waitForFunction(differs, before, { timeout: 10_000 });
    return first.page.locator('.share-link').inputValue();
  };
  await first.page.locator('dialog.share').getByRole('radio', { name: 'Lines', exact: true }).check();
  const some = await anew(finding);
  await first.page.getByLabel('First line').fill('7');
  await first.page.getByLabel('First line').press('Tab');
  await anew(some);
  const lines = await first.page.locator('.share-link').inputValue();
  first.assertQuiet();
  await first.close();
  const one = await arrive(new URL(finding).hash);
  await one.page.locator('.card-open', { hasText: /shell/ }).waitFor();
  await one.close();
  const two = await arrive(new URL(lines).hash);
  await two.page.locator('.cm-gone-to', { hasText: 'def run' }).waitFor();
  two.assertQuiet();
  await two.close();
});

test('a passphrase opens a link, another one does not', async () => {
  const first = await open(browser, server.url);
  await paste(first.page, code);
  await reviewed(first.page, '8 lines');
  const { page } = first;
  const address = await shared(page, async (dialog) => {
    await dialog.getByLabel(/Passphrase/).fill('grüße 漢');
    await dialog.getByLabel(/Passphrase/).press('Tab');
    await page.locator('.share-wait').waitFor({ state: 'attached', timeout: 2000 }).catch(() => {});
    await page.locator('.share-link').waitFor();
    assert.match(await page.locator('.share-link').inputValue(), /#v1e\./);
  });
  first.assertQuiet();
  await first.close();
  for (const [hash, word] of [[new URL(address).hash, 'grüße 漢'], [await golden('sealed'), 'correct horse']]) {
    const { page, assertQuiet, close } = await arrive(hash);
    await page.getByLabel('Passphrase').waitFor();
    await page.getByLabel('Passphrase').fill('something else');
    await page.keyboard.press('Enter');
    await page.locator('.wrong', { hasText: 'does not open' }).waitFor();
    await page.getByLabel('Passphrase').fill(word);
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.locator('.banner', { hasText: 'Reviewed anew' }).waitFor();
    assertQuiet();
    await close();
  }
});

test('excerpts and findings are the words of the sender', async () => {
  for (const name of ['excerpts', 'findings']) {
    const { page, assertQuiet, close } = await arrive(await golden(name));
    await page.locator('.words').waitFor();
    assert.match(await page.locator('.words').innerText(), /as the sender had them[^]*Nothing of it was checked here/);
    assert.equal(await page.locator('.words .chip').count(), await page.locator('.words-finding').count());
    assert.equal(await page.locator('.words-code').count() > 0, name === 'excerpts');
    await page.getByRole('button', { name: 'Go to my code' }).click();
    await reviewed(page, '93 lines');
    assert.equal(new URL(page.url()).hash, '');
    assertQuiet();
    await close();
  }
});

test('golden links are opened as on their first day', async () => {
  for (const [name, said] of [['whole', 'From a link'], ['masked', 'masked by the sender']]) {
    const { page, assertQuiet, close } = await arrive(await golden(name));
    await page.locator('.banner', { hasText: 'Reviewed anew' }).waitFor();
    assert.match(await page.locator('.banner').innerText(), new RegExp(said));
    assertQuiet();
    await close();
  }
});

const evil = '<img src="https://elsewhere.example/x" onerror="document.title=1"><script>document.title=2</script>';
const place = [1, 1, 1, 5];
const finding = { r: evil, f: 0, p: place, s: 'high', c: 'high', i: '1:0', m: `${evil} \`${evil}\``, n: evil, t: [[0, 1, 1, 1, 2, evil]] };
const hostile = {
  'markup in every text': [link({ e: evil, k: 'part', f: [{ p: evil, n: 1, x: [[1, evil]] }], d: [finding], v: 'd9', w: evil, a: [['1:0', 'agreed', evil]] }), '.words'],
  'markup in whole files': [link({ e: evil, k: 'all', f: [{ p: `${evil}.py`, t: `eval("${evil}")` }], d: [finding], a: [['1:0', 'agreed', evil]] }), '.banner'],
  'a path that leads elsewhere': [link({ k: 'all', f: [{ p: '../../etc/passwd', t: 'x = 1\n' }, { p: 'javascript:alert(1)', t: '' }] }), '.banner'],
  'places that are nowhere': [link({ k: 'all', f: [{ p: 'a.py', t: 'x = 1\n' }], d: [{ ...finding, f: 9, p: [4294967295, 0, 0, 4294967295] }], t: { f: 9, l: [9, 1] } }), '.banner'],
  'lines beyond all lines': [link({ k: 'all', f: [{ p: 'a.py', t: 'x = 1\n' }], t: { f: 0, l: [4294967295, 4294967295] } }), '.banner'],
  'the same path twice': [link({ k: 'all', f: [{ p: 'a.py', t: 'x = 1\n' }, { p: 'a.py', t: 'y = 2\n' }] }), '.banner'],
  'excerpts that overlap and overflow': [link({ k: 'part', f: [{ p: 'a.py', x: [[4294967295, 'a\nb\nc'], [1, 'x'], [1, 'y']] }], d: [{ ...finding, r: 'x' }] }), '.words'],
  'whole files without their text': [link({ k: 'all', f: [{ p: 'a.py' }], d: [] }), '.words'],
  'no files at all': [link({ k: 'all' }), '.banner, .words'],
  'a bomb': [`#v1.${deflateRawSync(Buffer.alloc(48 * 1024 * 1024, 32)).toString('base64url')}`, '.arrived-box:has(h2)', /more than is opened/],
  'too many files': [link({ k: 'none', f: Array.from({ length: 2001 }, () => ({ p: '' })) }), '.arrived-box:has(h2)', /more than is opened/],
  'nesting without end': [link({ k: 'all', f: 1 }).replace(/.*/, () => `#v1.${deflateRawSync('['.repeat(1_000_000)).toString('base64url')}`), '.arrived-box:has(h2)', /missing|damaged/],
  'a wrong check sum': [`#v1.${deflateRawSync('{"k":"all","z":"000000000000"}').toString('base64url')}`, '.arrived-box:has(h2)', /damaged/],
  'a passphrase hashed for hours': [`#v1e.${Buffer.from([1, 1, 255, 255, 255, 255, ...Array(60).fill(7)]).toString('base64url')}`, '.arrived-box:has(h2)', /more than is opened/],
};

for (const [name, [hash, shows, says]] of Object.entries(hostile)) {
  test(`a hostile link does no harm: ${name}`, async () => {
    const { page, assertQuiet, close } = await arrive(hash);
    await page.locator(shows).first().waitFor();
    if (says) assert.match(await page.locator(shows).first().innerText(), says);
    assert.match(await page.title(), /^Sightline/);
    assert.equal(await page.locator('img, body script[src^="https://elsewhere"], iframe').count(), 0);
    assertQuiet();
    await close();
  });
}

test('a link that is cut, newer or damaged says which, and what to do', async () => {
  const whole = await golden('whole');
  for (const [hash, says] of [
    [whole.slice(0, 100), /end of this link is missing[^]*Copy the whole link/],
    ['#v2.AAAA', /newer version[^]*Reload/],
    [`${whole.slice(0, 100)}+${whole.slice(100)}`, /damaged[^]*Copy it again/],
    [whole.replace(/.$/, '').replace('#v1.', '#v1.A'), /damaged|missing/],
  ]) {
    const { page, assertQuiet, close } = await arrive(hash);
    await page.locator('.arrived-box h2').waitFor();
    assert.match(await page.locator('.arrived-box').innerText(), says);
    await page.getByRole('button', { name: 'Go to my code' }).click();
    await reviewed(page, '93 lines');
    assertQuiet();
    await close();
  }
});

test('a link that is pasted into the address bar of an open page is opened there', async () => {
  const { page, assertQuiet, close } = await open(browser, server.url);
  await paste(page, 'mine = 1\n');
  await reviewed(page, '1 line');
  await page.evaluate((hash) => { location.hash = hash; }, await golden('whole'));
  await page.locator('.banner', { hasText: 'Reviewed anew' }).waitFor();
  await page.locator('.toast').getByRole('button', { name: 'Bring back' }).click();
  assert.match(await page.locator('.cm-content').innerText(), /mine = 1/);
  assert.equal(new URL(page.url()).hash, '');
  assertQuiet();
  await close();
});

test('a review too large for a link is saved as a file, which opens when it is dropped', async (t) => {
  const { page, assertQuiet, close } = await open(browser, server.url, { acceptDownloads: true });
  const noise = Array.from({ length: 3000 }, (_, at) => createHash('sha256').update(`${at}`).digest('hex'));
  await paste(page, `words = [\n${noise.map((word) => `    0x${word},`).join('\n')}\n]\neval(request.args["x"])\n`);
  await reviewed(page, '3,003 lines');
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.locator('.meter', { hasText: 'too long for a link' }).waitFor();
  assert.equal(await page.locator('.share-link').count(), 0);
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a file' }).click();
  const download = await coming;
  assert.equal(download.suggestedFilename(), 'review.sightline');
  const files = await folder({ 'review.sightline': await readFile(await download.path()) });
  t.after(files.remove);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'New' }).click();
  await drop(page, [join(files.place, 'review.sightline')]);
  await page.locator('.banner', { hasText: 'with the same result' }).waitFor();
  assertQuiet();
  await close();
});

test('a link is copied, handed to the system where it can be, and shown as a picture when it is short', async () => {
  const { page, context, assertQuiet, close } = await open(browser, server.url);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate(() => {
    globalThis.handed = [];
    navigator.share = async (what) => globalThis.handed.push(what.url);
  });
  await paste(page, 'eval(request.args["x"])\n');
  await reviewed(page, '1 line');
  const address = await shared(page);
  await page.getByRole('button', { name: 'Copy the link' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), address);
  await page.getByRole('button', { name: 'Hand on' }).click();
  assert.deepEqual(await page.evaluate(() => globalThis.handed), [address]);
  await page.getByText('Show it as a QR code').click();
  assert.ok((await page.getByRole('img', { name: 'The link as a QR code' }).boundingBox()).width > 100);
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('dialog[open]').count(), 0);
  assertQuiet();
  await close();
});

test('marks are kept in this browser and travel when they are wanted', async () => {
  const { page, reload, assertQuiet, close } = await open(browser, server.url);
  await paste(page, 'eval(request.args["x"])\n');
  await reviewed(page, '1 line');
  await page.locator('.panel .row').first().click();
  await page.getByLabel('Your mark on this finding').selectOption('accepted-risk');
  await page.getByLabel('A note on your mark').fill('only I type here');
  await page.getByLabel('A note on your mark').press('Tab');
  await page.locator('.row-mark-said', { hasText: 'Accepted risk: only I type here' }).waitFor();
  await page.waitForTimeout(500);
  await reload();
  await page.locator('.row-mark-said', { hasText: 'only I type here' }).waitFor();
  const [withMarks, without] = [await shared(page), await (async () => {
    await page.getByLabel('Send marks and notes').uncheck();
    await page.locator('.share-link').waitFor();
    return page.locator('.share-link').inputValue();
  })()];
  assertQuiet();
  await close();
  const one = await arrive(new URL(withMarks).hash);
  await one.page.locator('.row-mark-said', { hasText: '(from the link)' }).waitFor();
  await one.page.getByRole('button', { name: 'Keep as mine' }).click();
  await one.page.locator('.row-mark-said:not(:has-text("from the link"))').waitFor();
  await one.close();
  const two = await arrive(new URL(without).hash);
  await reviewed(two.page, '1 line');
  assert.equal(await two.page.locator('.row-mark-said').count(), 0);
  two.assertQuiet();
  await two.close();
});

test('an item of the checklist is marked too, and marks stand in exports', async () => {
  const { page, reload, assertQuiet, close } = await open(browser, server.url);
  await paste(page, 'eval(request.args["x"])\n');
  await reviewed(page, '1 line');
  await page.getByRole('tab', { name: /Checklist/ }).click();
  const item = page.locator('.item', { hasText: 'Injection' }).first();
  await item.locator('.item-button').click();
  await item.getByLabel('Your mark on this item').selectOption('agreed');
  await item.getByLabel('A note on your mark').fill('read twice');
  await item.getByLabel('A note on your mark').press('Tab');
  await item.locator('.item-button').click();
  await item.locator('.item-marked', { hasText: 'Agreed: read twice' }).waitFor();
  const saved = async (name) => {
    await page.getByRole('button', { name: 'Save the report' }).click();
    const [file] = await Promise.all([page.waitForEvent('download'), page.locator('#exports').getByText(name, { exact: true }).click()]);
    return readFile(await file.path(), 'utf8');
  };
  const json = JSON.parse(await saved('JSON'));
  assert.equal(json.checklist.find((one) => one.item === 'injection').mark.note, 'read twice');
  assert.match(await saved('Markdown'), /\*\*Marked as agreed: read twice\*\*/);
  await reload();
  await page.getByRole('tab', { name: /Checklist/ }).click();
  await page.locator('.item-marked', { hasText: 'Agreed: read twice' }).waitFor();
  const address = await shared(page);
  assertQuiet();
  await close();
  const other = await arrive(new URL(address).hash);
  await other.page.getByRole('tab', { name: /Checklist/ }).click();
  await other.page.locator('.item-marked', { hasText: 'Agreed: read twice (from the link)' }).waitFor();
  other.assertQuiet();
  await other.close();
});

test('whose data counts as an attacker’s is chosen, kept, and travels', async () => {
  const { page, reload, assertQuiet, close } = await open(browser, server.url);
  await paste(page, 'import os\nos.system("ls " + os.environ["FOLDER"])\n');
  await reviewed(page, '2 lines');
  const rows = page.locator('.panel .row', { hasText: /shell/i });
  assert.equal(await rows.count(), 0);
  await page.locator('.trust summary').click();
  await page.getByLabel(/The environment/).check();
  await rows.first().waitFor();
  await page.waitForTimeout(500);
  await reload();
  await rows.first().waitFor();
  const address = await shared(page);
  assertQuiet();
  await close();
  const other = await arrive(new URL(address).hash);
  await other.page.locator('.panel .row', { hasText: /shell/i }).first().waitFor();
  await other.page.locator('.trust summary', { hasText: 'the usual and the environment' }).click();
  await other.page.getByLabel(/The environment/).uncheck();
  await other.page.locator('.panel .row', { hasText: /shell/i }).first().waitFor({ state: 'detached' });
  other.assertQuiet();
  await other.close();
});

test('an address brings text to review', async () => {
  const { page, assertQuiet, close, reload } = await arrive(`#paste=${encodeURIComponent('import os\nos.system(input("ä+"))\n')}&name=tools%2Frun.py`);
  await reviewed(page, '2 lines');
  assert.match(await page.locator('.code-path').innerText(), /run\.py\s*tools/);
  assert.match(await page.locator('.cm-content').innerText(), /"ä\+"/);
  assert.equal(new URL(page.url()).hash, '');
  await reload();
  assert.match(await page.locator('.cm-content').innerText(), /"ä\+"/);
  assertQuiet();
  await close();
});

test('in a frame of another page the compact view reviews, keeps nothing, and leads to the whole page', async (t) => {
  const frame = `${server.url}?embed=1#paste=${encodeURIComponent('eval(request.args["x"])\n')}`;
  const other = createServer((_, answer) => answer.setHeader('Content-Type', 'text/html').end(`<!doctype html><title>Other</title><iframe src="${frame}" width="700" height="420" title="Review"></iframe>`));
  await new Promise((up) => other.listen(0, '127.0.0.1', up));
  t.after(() => other.close());
  const context = await browser.newContext();
  const page = await context.newPage();
  const wrong = [];
  page.on('console', (message) => wrong.push(message.text()));
  await page.goto(`http://127.0.0.1:${other.address().port}/`);
  const inside = page.frameLocator('iframe');
  await inside.locator('.status', { hasText: '1 line reviewed' }).waitFor();
  await inside.locator('.card').first().waitFor();
  assert.equal(await inside.locator('.panel:visible, .switcher:visible').count(), 0);
  await inside.getByRole('button', { name: 'Findings' }).click();
  await inside.locator('.panel .row').first().waitFor();
  const [inner] = page.frames().filter((one) => one.url().includes('embed=1'));
  assert.deepEqual(await inner.evaluate(async () => [localStorage.length, (await indexedDB.databases()).length]), [0, 0]);
  const link = await inside.getByRole('link', { name: /^Open/ }).getAttribute('href');
  assert.equal(link, server.url);
  assert.deepEqual(wrong, []);
  await context.close();
});

test('the report is saved in every form, and one finding is copied', async () => {
  const { page, context, assertQuiet, close } = await open(browser, server.url, { acceptDownloads: true });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await paste(page, code);
  await reviewed(page, '8 lines');
  for (const [name, file, says] of [
    ['HTML', 'sightline-report.html', /^<!doctype html>[^]*Security review[^]*Rules and checks that ran/],
    ['Markdown', 'sightline.md', /^# Security review\n[^]*## Rules and checks that ran/],
    ['CSV', 'sightline.csv', /^file,line,column[^]*command-injection/],
    ['SARIF', 'sightline.sarif', /"version": "2\.1\.0"/],
    ['JSON', 'sightline.json', /"schema": "sightline\/1"/],
  ]) {
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save the report' }).click();
    await page.getByRole('button', { name: new RegExp(`^${name}`) }).click();
    const download = await coming;
    assert.equal(download.suggestedFilename(), file);
    const text = await readFile(await download.path(), 'utf8');
    assert.match(text, says);
    assert.doesNotMatch(text, /correct-horse/);
  }
  await page.locator('.panel .row', { hasText: /shell/ }).click();
  await page.getByRole('button', { name: 'Copy as Markdown' }).click();
  await page.locator('.toast', { hasText: 'Copied' }).waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^### [^]*run other commands/);
  assertQuiet();
  await close();
});

test('what is printed is the report', async () => {
  const { page, assertQuiet, close } = await open(browser, server.url);
  await page.evaluate(() => { globalThis.print = () => {}; });
  await paste(page, code);
  await reviewed(page, '8 lines');
  await page.getByRole('button', { name: 'Save the report' }).click();
  await page.getByRole('button', { name: /^Print/ }).click();
  await page.locator('#paper article').first().waitFor({ state: 'attached' });
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('#paper h1').isVisible());
  assert.equal(await page.locator('.app').isVisible(), false);
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  assert.equal(await page.locator('#paper').count(), 0);
  assertQuiet();
  await close();
});
