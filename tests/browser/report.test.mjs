// The same input gives the same report, byte for byte: the page's against the command's.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { drop, launch, open, reviewed, root, serve } from './lib/page.mjs';
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

// The command's report on `names`, given in the folder `at`.
function command(at, names) {
  const manifest = join(root, 'Cargo.toml');
  const run = ['run', '--quiet', '--locked', '--manifest-path', manifest, '--features', 'sightline/cli', '--bin', 'sightline'];
  const review = ['review', ...names, '--format', 'json'];
  return new Promise((done, failed) => {
    execFile('cargo', [...run, '--', ...review], { cwd: at, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      // 1 means that there are findings.
      if (error && error.code !== 1) failed(new Error(stderr));
      else done(stdout);
    });
  });
}

// The page's report on the same, saved by its own button.
async function saved(paths) {
  const { page, assertQuiet, close } = await open(browser, server.url, { acceptDownloads: true });
  await drop(page, paths);
  await reviewed(page, /in [\d,]+ files reviewed/, 240_000);
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the report' }).click();
  await page.getByRole('button', { name: /^JSON/ }).click();
  const text = await readFile(await (await coming).path(), 'utf8');
  assertQuiet();
  await close();
  return text;
}

async function same(paths) {
  const at = dirname(paths[0]);
  const [ours, theirs] = [await saved(paths), await command(at, paths.map((path) => basename(path)))];
  assert.equal(JSON.parse(ours).schema, 'sightline/1');
  assert.ok(JSON.parse(ours).files.length > 0);
  assert.equal(ours, theirs);
}

test('over the corpus of the rules', async () => {
  await same([join(root, 'tests/fixtures/rules')]);
});

test('over odd texts: line ends, other encodings, broken code, an archive in a folder', async (t) => {
  const files = await folder({
    'odd/crlf.py': 'import os\r\nos.system(request.args["x"])\r\n',
    'odd/cr.py': 'import os\ros.system(request.args["x"])\r',
    'odd/latin.py': Buffer.from('# -*- coding: latin-1 -*-\nname = "caf\xe9"; eval(name)\n', 'latin1'),
    'odd/emoji.py': 'x = "😀"; eval(request.args["😀"])\n',
    'odd/broken.py': 'def f(:\n    eval(request.args["x"])\nclass A:\n  def g(self):\n    exec(self.x)\n',
    'odd/empty.py': '',
    'odd/binary.py': Buffer.from([0, 1, 2, 255, 0, 0]),
  });
  t.after(files.remove);
  await same([join(files.place, 'odd')]);
});

// The wheel of a real project, where one is given: not part of this repository.
const wheel = process.env.SIGHTLINE_WHEEL;
test('over a real wheel', { skip: !wheel || !existsSync(wheel) ? 'set SIGHTLINE_WHEEL' : false }, async () => {
  await same([wheel]);
});
