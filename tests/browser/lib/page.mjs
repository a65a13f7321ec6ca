// What every browser test needs: the built page on a server of its own, a browser, and the promise that nothing
// leaves the page, breaks its policy or is written to its console.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { serve as serveFolder } from '../../../.ci/serve.mjs';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

// Serves the built page.
export const serve = () => serveFolder(join(root, 'dist'));

export function launch() {
  const executablePath = process.env.SIGHTLINE_CHROMIUM ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, args: flags });
}

// A page in a context of its own, which counts against it whatever it says or asks for after it was loaded. `brings`
// is what its address holds behind the path.
export async function open(browser, address, { brings = '', ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  return visit(context, address, brings);
}

export async function visit(context, address, brings = '') {
  const page = await context.newPage();
  const wrong = [];
  let loaded = false;
  page.on('console', (message) => wrong.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(address) && !/^(blob|data):/.test(url)) wrong.push(`request elsewhere: ${url}`);
    if (loaded && !/^(blob|data):/.test(url)) wrong.push(`request after load: ${url}`);
  });
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  await page.goto(address + brings);
  await (brings ? page.locator('.status, .arrived').first().waitFor() : ready(page));
  loaded = true;
  return {
    context,
    page,
    // A reload asks for the page again, and that is allowed.
    async reload() {
      loaded = false;
      await page.reload();
      await ready(page);
      loaded = true;
    },
    // Nothing was said, asked for or refused; `expected` lists what a test provoked itself.
    assertQuiet(expected = []) {
      const left = wrong.filter((text) => !expected.some((part) => text.includes(part)));
      assert.deepEqual(left, []);
    },
    async close() {
      await context.close();
    },
  };
}

// The page has reviewed what it shows.
export async function ready(page) {
  await page.locator('.status').waitFor();
  await reviewed(page);
}

// The last review is done, and its line says `text`: name the lines that it must have, since what was typed is only
// handed on a moment later.
export async function reviewed(page, text = / in /, timeout = 30_000) {
  const done = '.status:not(.status-stale):not(.status-running)';
  await page.locator(done, { hasText: text }).waitFor({ timeout });
}

// Replaces the whole text in the editor, as a paste does.
export async function paste(page, text) {
  const content = page.locator('.cm-content');
  await content.click({ position: { x: 5, y: 5 } });
  await page.keyboard.press('ControlOrMeta+a');
  await content.evaluate((element, given) => {
    const transfer = new DataTransfer();
    transfer.setData('text/plain', given);
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true }));
  }, text);
}

// Drops files and folders of this machine onto the page, as a person's drag does.
export async function drop(page, paths) {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  const { width, height } = page.viewportSize();
  const at = { x: Math.round(width / 3), y: Math.round(height / 2), data };
  for (const type of ['dragEnter', 'dragOver', 'drop']) {
    await session.send('Input.dispatchDragEvent', { type, ...at });
  }
  await session.detach();
}
