// Working without a network: the service worker keeps every file of the page, and this says what is true of that.

let waiting = null;

// Calls `heard` with `ready`, `newer` or `single`. Nothing is said while nothing is known.
export async function offline(heard) {
  if (location.protocol === 'file:') return heard('single');
  if (!navigator.serviceWorker) return undefined;
  try {
    const registration = await navigator.serviceWorker.register('sw.js');
    const look = () => {
      // Without a controller this is the first visit: the newest version is the one that is shown.
      if (!registration.waiting || !navigator.serviceWorker.controller) return;
      waiting = registration.waiting;
      heard('newer');
    };
    look();
    registration.addEventListener('updatefound', () => {
      registration.installing?.addEventListener('statechange', look);
    });
    await navigator.serviceWorker.ready;
    if (await isWhole(registration.active)) heard(waiting ? 'newer' : 'ready');
  } catch {
    // Private windows, policies, frames of other pages: the page works, and is not kept.
  }
  return undefined;
}

// Asks the service worker whether it still has every file: browsers throw away what they keep when room is short.
function isWhole(worker) {
  return new Promise((answer) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = ({ data }) => answer(data === true);
    worker.postMessage('whole?', [channel.port2]);
  });
}

// Puts the new version in place of this one.
export function reload() {
  if (!waiting) return location.reload();
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  return waiting.postMessage('take over');
}
