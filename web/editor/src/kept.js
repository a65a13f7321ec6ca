// What is kept between visits, in this browser only: the project, the one before, the edits, light or dark, whom
// the person distrusts.
//
// Each tab has a place of its own, so that two tabs never write over each other. A reloaded tab finds its own again;
// a new one takes the place used last that no other tab holds.

const STORE = 'kept';
const WAIT_MILLIS = 1500;

let database = null;
let place = null;
let pending = null;
let timer = 0;

// { project, previous } as given to saveProject, with later edits laid over; null at a first visit.
export async function load() {
  database = await open();
  const own = sessionStorage.getItem('sightline.place');
  place = own ?? (await lastFree()) ?? fresh();
  const source = place;
  if (own && !(await hold(own, WAIT_MILLIS))) {
    // The tab was duplicated: the same text, in a place of its own.
    place = fresh();
    await hold(place, 0);
  } else if (!own) await hold(place, 0);
  sessionStorage.setItem('sightline.place', place);
  const kept = await get(source);
  if (!kept?.project) return null;
  const edits = await get(`${source}:edits`);
  if (edits && edits.of === kept.made) Object.assign(kept.project, edits.parts);
  const last = localStorage.getItem(`sightline.last.${source}`);
  if (last) {
    const { of, path, text } = JSON.parse(last);
    if (of === kept.made) kept.project.edits[path] = text;
    localStorage.removeItem(`sightline.last.${source}`);
  }
  return { project: kept.project, previous: kept.previous ?? null };
}

let made = 0;

export async function saveProject(project, previous) {
  clearTimeout(timer);
  timer = 0;
  pending = null;
  made = Date.now() + Math.random();
  await Promise.all([put(place, { made, project, previous }), put(`${place}:used`, Date.now())]);
}

// The parts of a project that typing changes: { edits, open, closed }. Written a moment later; `path` was typed in last.
export function saveEdits(parts, path, failed) {
  pending = { of: made, parts, path };
  clearTimeout(timer);
  timer = setTimeout(() => write().catch(failed), 300);
}

// Writes what waits, for a page that goes away. `text` is what was typed into `path` and nobody has heard of yet. The
// last text is also put where writing is immediate.
export function flush(path, text) {
  if (!place) return;
  if (path === undefined && pending) {
    path = pending.path;
    text = pending.parts.edits[path];
  }
  if (text !== undefined && text.length < 1_000_000) {
    try {
      localStorage.setItem(`sightline.last.${place}`, JSON.stringify({ of: made, path, text }));
    } catch {
      // No room there: the write below usually still comes through.
    }
  }
  write().catch(() => {});
}

export function theme() {
  try {
    return localStorage.getItem('sightline.theme') ?? 'system';
  } catch {
    return 'system';
  }
}

export function saveTheme(word) {
  try {
    localStorage.setItem('sightline.theme', word);
  } catch {
    // It is only a preference.
  }
}

// Whose data counts as an attacker's beyond what always does: the names of kinds of source.
export function distrust() {
  try {
    const names = JSON.parse(localStorage.getItem('sightline.distrust') ?? '[]');
    return Array.isArray(names) ? names : [];
  } catch {
    return [];
  }
}

export function saveDistrust(names) {
  try {
    localStorage.setItem('sightline.distrust', JSON.stringify(names));
  } catch {
    // It is only a preference.
  }
}

async function write() {
  clearTimeout(timer);
  timer = 0;
  if (!pending) return;
  const { of, parts } = pending;
  const written = pending;
  await put(`${place}:edits`, { of, parts });
  if (pending === written) {
    pending = null;
    localStorage.removeItem(`sightline.last.${place}`);
  }
}

function fresh() {
  return `place-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
}

// The place used last that no tab holds.
async function lastFree() {
  const places = await used();
  places.sort(([, a], [, b]) => b - a);
  const held = new Set();
  if (navigator.locks) {
    const { held: locks } = await navigator.locks.query();
    for (const lock of locks) held.add(lock.name);
  }
  return places.map(([name]) => name).find((name) => !held.has(`sightline.${name}`));
}

// Holds a place for as long as this tab lives; false if another tab has it.
async function hold(name, patience) {
  if (!navigator.locks) return true;
  const until = Date.now() + patience;
  for (;;) {
    const got = await new Promise((answer) => {
      navigator.locks.request(`sightline.${name}`, { ifAvailable: true }, (lock) => {
        answer(lock !== null);
        return lock && new Promise(() => {});
      });
    });
    if (got || Date.now() >= until) return got;
    await new Promise((later) => setTimeout(later, 100));
  }
}

function open() {
  return new Promise((yes, no) => {
    const request = indexedDB.open('sightline', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => yes(request.result);
    request.onerror = () => no(request.error);
  });
}

function get(key) {
  return done(database.transaction(STORE).objectStore(STORE).get(key));
}

function put(key, value) {
  if (!database) return Promise.reject(new Error('this browser keeps nothing for this page'));
  return done(database.transaction(STORE, 'readwrite').objectStore(STORE).put(value, key));
}

// All places with the time when they were last used.
async function used() {
  const keys = await done(database.transaction(STORE).objectStore(STORE).getAllKeys());
  const times = keys.filter((key) => key.endsWith(':used'));
  return Promise.all(times.map(async (key) => [key.slice(0, -':used'.length), await get(key)]));
}

function done(request) {
  return new Promise((yes, no) => {
    request.onsuccess = () => yes(request.result);
    request.onerror = () => no(request.error);
  });
}
