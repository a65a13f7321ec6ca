// Files that people give, by dropping or picking: read into { files: [{ path, bytes }], skipped }. In folders only
// what can hold Python is read; a file that is given by itself is always read, and the worker says what it is.

// Names that can hold Python, as the command has them for its folders.
const PYTHON = /\.(py|pyi|pyw|ipynb|zip|whl|tgz|tar|tar\.gz|egg|pyz)$/i;
// Lists of dependencies, by name, and all in a folder named after them.
const LIST = /^(pyproject\.toml|setup\.cfg|pipfile|.*(requirements|constraints).*\.(txt|in))$/i;
const IN_FOLDER = /(^|\/)requirements\/[^/]+\.(txt|in)$/;
// Folders that hold no code of the person's: histories, installed packages, compiled code.
const ASIDE = new Set(['.git', '.hg', '.svn', '.bzr', '.jj', 'CVS', '_darcs', 'node_modules', '__pycache__']);
// A folder that holds this file is a virtual environment: installed packages too.
const VENV = 'pyvenv.cfg';
// Together not more than this: beyond, a browser runs out of memory.
const MOST_BYTES = 512 * 1024 * 1024;

// Entries must be taken while the event is handled: call this without waiting for anything first.
export async function readDrop(transfer) {
  const items = [...transfer.items].filter((item) => item.kind === 'file');
  const dropped = items.map((item) => ({ entry: item.webkitGetAsEntry?.(), file: item.getAsFile() }));
  const found = [];
  const skipped = { count: 0 };
  for (const { entry, file } of dropped) {
    if (entry?.isDirectory) await walkDropped(entry, found, skipped);
    else if (file) found.push([file.name, file]);
  }
  return readAll(found, skipped.count);
}

// The files of an <input type="file">.
export async function readPicked(list) {
  const all = [...list].map((file) => [file.webkitRelativePath || file.name, file]);
  const venvs = all.map(([path]) => path).filter((path) => path.endsWith(`/${VENV}`));
  const aside = venvs.map((path) => path.slice(0, -VENV.length)).filter((path) => path.split('/').length > 2);
  const found = [];
  let skipped = 0;
  for (const [path, file] of all) {
    const folders = path.split('/').slice(0, -1);
    if (folders.some((name) => ASIDE.has(name)) || aside.some((folder) => path.startsWith(folder))) continue;
    if (folders.length > 0 && !(await isWanted(file, path))) skipped += 1;
    else found.push([path, file]);
  }
  return readAll(found, skipped);
}

async function walkDropped(folder, found, skipped) {
  try {
    await walk(folder, '', found, skipped);
  } catch (error) {
    // Chromium does not open folders that are dropped on a page from a disk.
    if (location.protocol !== 'file:') throw error;
    throw new Error('this browser opens no dropped folders on a page from a disk. Take the button Open folder');
  }
}

async function walk(entry, above, found, skipped) {
  const path = above + entry.name;
  if (entry.isFile) {
    const file = await new Promise((yes, no) => entry.file(yes, no));
    if (above && !(await isWanted(file, path))) skipped.count += 1;
    else found.push([path, file]);
    return;
  }
  if (ASIDE.has(entry.name)) return;
  const inside = await entries(entry);
  if (above && inside.some((inner) => inner.name === VENV)) return;
  for (const inner of inside) await walk(inner, `${path}/`, found, skipped);
}

// All that a folder holds. A reader gives a hundred entries at a time, and an empty list at the end.
async function entries(folder) {
  const reader = folder.createReader();
  const all = [];
  for (;;) {
    const some = await new Promise((yes, no) => reader.readEntries(yes, no));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

// Whether a file of a folder is read: by its name, or, where that has no ending, by a first line that names Python.
async function isWanted(file, path) {
  if (LIST.test(file.name) || IN_FOLDER.test(path)) return true;
  if (PYTHON.test(file.name)) return !file.name.startsWith('._');
  if (file.name.includes('.')) return false;
  const head = await file.slice(0, 128).text();
  return head.startsWith('#!') && /(^|[ \t/])(python|pypy)/.test(head.slice(2).split(/[\r\n]/)[0]);
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
