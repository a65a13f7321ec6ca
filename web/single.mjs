// The whole page as one HTML file that works from a disk: scripts inline and allowed by their digests alone, the worker
// and both wasm files as text that `boot.js` takes, and a policy under which nothing can be connected to.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

// `html` is the finished page, `named` the files by what they are: `app.js`, `worker_bg.wasm`, ...
export async function single(folder, html, named) {
  const read = (name) => readFile(join(folder, name), 'utf8');
  const base64 = async (name) => (await readFile(join(folder, name))).toString('base64');
  const [, css] = /<link[^>]*rel="stylesheet"[^>]*href="([^"]+)"[^>]*>/.exec(html) ?? fail('no style sheet');
  const [icon] = /<link[^>]*rel="icon"[^>]*>/.exec(html) ?? fail('no icon');
  const [, editor] = /<script[^>]*src="([^"]*editor-[^"]+)"[^>]*>/.exec(html) ?? fail('no editor');

  const scripts = [await read(editor), await read(named['app.js']), await read(named['boot.js'])].map(harmless);
  const style = await read(css);
  const policy = [
    "default-src 'none'",
    `script-src ${scripts.map(digest).join(' ')} 'wasm-unsafe-eval'`,
    'worker-src blob:',
    `style-src ${digest(style)} 'nonce-sightline'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

  const meta = [...html.matchAll(/<meta [^>]*name="[^"]*"[^>]*>/g)].map(([tag]) => tag).join('\n');
  const title = /<title>[^<]*<\/title>/.exec(html)?.[0] ?? '';
  const body = /<body>([^]*?)<\/body>/.exec(html)?.[1].replace(/<script[^]*?<\/script>/g, '') ?? fail('no body');
  const text = (id, content) => `<script type="text/plain" id="${id}">${harmless(content)}</script>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
${meta}
${title}
${icon}
<style>${style}</style>
</head>
<body>
${body.trim()}
${text('worker-js', await read(named['worker.js']))}
${text('worker-wasm', await base64(named['worker_bg.wasm']))}
${text('app-wasm', await base64(named['app_bg.wasm']))}
${scripts.map((script) => `<script>${script}</script>`).join('\n')}
</body>
</html>
`;
}

// Nothing inside may end its own element.
function harmless(content) {
  if (/<\/script|<!--/i.test(content)) fail('a script holds what would end it');
  return content;
}

function digest(content) {
  return `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
}

function fail(why) {
  throw new Error(`the single file cannot be written: ${why}`);
}
