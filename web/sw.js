// The service worker: keeps every file of the page, so that it works without a network, and never mixes two versions.
// The build puts the list of the files and their version in place of the two lines below.
'use strict';
const FILES = [];
const VERSION = 'unbuilt';

const CACHE = `sightline-${VERSION}`;

self.addEventListener('install', (event) => event.waitUntil(keep()));
self.addEventListener('activate', (event) => event.waitUntil(forget()));
self.addEventListener('fetch', (event) => {
  const file = named(event.request);
  if (file !== null) event.respondWith(answer(event.request, file));
});
self.addEventListener('message', (event) => {
  if (event.data === 'take over') self.skipWaiting();
  if (event.data === 'whole?') event.waitUntil(isWhole().then((whole) => event.ports[0].postMessage(whole)));
});

// All or nothing: a version that is not whole is not installed. Names carry their content's digest, except the page's.
async function keep() {
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES.map((file) => new Request(file, { cache: file === './' ? 'reload' : 'default' })));
}

// Older versions, of this folder alone: others on the same host have caches of their own scope.
async function forget() {
  const scope = new URL('./', self.registration.scope).href;
  for (const name of await caches.keys()) {
    if (!name.startsWith('sightline-') || name === CACHE) continue;
    const [first] = await (await caches.open(name)).keys();
    if (!first || new URL('./', first.url).href === scope) await caches.delete(name);
  }
}

// Which of the files a request asks for; null for anything else, which goes to the network as ever.
function named(request) {
  if (request.method !== 'GET' || !request.url.startsWith(self.registration.scope)) return null;
  const path = new URL(request.url).pathname.slice(new URL(self.registration.scope).pathname.length);
  if (path === '' || path === 'index.html') return './';
  return FILES.includes(path) ? path : null;
}

async function answer(request, file) {
  const cache = await caches.open(CACHE);
  return (await cache.match(file)) ?? fetch(request);
}

async function isWhole() {
  const cache = await caches.open(CACHE);
  const found = await Promise.all(FILES.map((file) => cache.match(file)));
  return found.every(Boolean);
}
