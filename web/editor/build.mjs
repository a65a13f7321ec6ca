// Bundles the code surface into target/editor/editor.js, outside of what Trunk watches.
// With --watch-free output: one classic script that leaves one global, `sightline`.
import { build } from 'esbuild';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

await build({
  entryPoints: [join(here, 'src/main.js')],
  outfile: join(here, '../../target/editor/editor.js'),
  bundle: true,
  format: 'iife',
  globalName: 'sightline',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
});
