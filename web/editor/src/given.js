// Files that people give, by dropping or picking: read into { files: [{ path, bytes }], skipped }. In folders only
// what can hold Python is read; a file that is given by itself is always read, and the worker says what it is.

// Names that can hold Python.
const PYTHON = /\.(py|pyi|pyw|ipynb|whl|zip|pyz|egg)$/i;
// Folders that hold no code of the person's.
const ASIDE = new Set(['.git', '.hg', '.svn', '.tox', '.venv', 'venv', 'node_modules', '__pycache__', '.mypy_cache']);
// Together not more than this: beyond, a browser runs out of memory.
const MOST_BYTES = 512 * 1024 * 1024;

// Entries must be taken while the event is handled: call this without waiting for anything first.
export async function readDrop(transfer) {
  const entries = [...transfer.items]
    .filter((item) => item.kind === 'file')
    .map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile())
    .filter(Boolean);
  const found = [];
  const skipped = { count: 0 };
  for (const entry of entries) {
    if (entry instanceof File) found.push([entry.name, entry]);
    else await walk(entry, '', found, skipped);
  }
  return readAll(found, skipped.count);
}

// The files of an <input type="file">.
export async function readPicked(list) {
  const found = [];
  let skipped = 0;
  for (const file of list) {
    const path = file.webkitRelativePath || file.name;
    const folders = path.split('/').slice(0, -1);
    if (folders.length > 0 && (!PYTHON.test(path) || folders.some((name) => ASIDE.has(name)))) skipped += 1;
    else found.push([path, file]);
  }
  return readAll(found, skipped);
}

async function walk(entry, above, found, skipped) {
  const path = above + entry.name;
  if (entry.isFile) {
    if (above && !PYTHON.test(entry.name)) skipped.count += 1;
    else found.push([path, await new Promise((yes, no) => entry.file(yes, no))]);
    return;
  }
  if (ASIDE.has(entry.name)) return;
  const reader = entry.createReader();
  for (;;) {
    // A reader gives a hundred entries at a time, and an empty list at the end.
    const some = await new Promise((yes, no) => reader.readEntries(yes, no));
    if (some.length === 0) return;
    for (const inner of some) await walk(inner, `${path}/`, found, skipped);
  }
}

async function readAll(found, skipped) {
  const total = found.reduce((sum, [, file]) => sum + file.size, 0);
  if (total > MOST_BYTES) {
    throw new Error(`These files hold ${Math.round(total / 1048576)} MB; up to 512 MB can be taken at once. Give fewer.`);
  }
  found.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const files = [];
  for (const [path, file] of found) files.push({ path, bytes: new Uint8Array(await file.arrayBuffer()) });
  return { files, skipped };
}
