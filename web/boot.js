// Starts the page: fetches the worker's script and compiles its wasm once, so that a worker can be started at any
// time without a request, and then runs the page itself. In the single file nothing is fetched: the parts stand in
// the page, as text.
//
// A worker is started from a `blob:` address: only such a worker has the page's content security policy.
'use strict';

(() => {
  const here = document.currentScript.dataset;
  const start = '\nself.onmessage = ({ data }) => { self.onmessage = null; wasm_bindgen.initSync({ module: data }); };';

  const inline = (id) => document.getElementById(id)?.textContent;
  const parts = Promise.all([inline('worker-js') ?? text(here.workerJs), module('worker-wasm', here.workerWasm)]);
  // Whoever waits for the parts hears of a failure; until then it is not an unhandled one.
  parts.catch(() => {});

  // Starts a worker. `heard` is called with each message's data, `ended` with a text when the worker fails.
  globalThis.sightlineWorker = async (heard, ended) => {
    const [glue, compiled] = await parts;
    const address = URL.createObjectURL(new Blob([glue, start], { type: 'text/javascript' }));
    const worker = new Worker(address);
    let first = true;
    worker.onmessage = ({ data }) => {
      if (first) URL.revokeObjectURL(address);
      first = false;
      heard(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      ended(event.message || 'it ended without a word');
    };
    worker.onmessageerror = () => ended('a message could not be read');
    worker.postMessage(compiled);
    return worker;
  };

  run().catch((error) => {
    const place = document.getElementById('boot');
    if (place) {
      place.textContent = `Sightline could not start: ${error.message}. It needs WebAssembly; reload the page, or try a current Chrome, Edge, Firefox or Safari.`;
      place.className = 'boot boot-failed';
    }
  });

  async function run() {
    if (typeof WebAssembly !== 'object') throw new Error('this browser has no WebAssembly');
    await wasm_bindgen({ module_or_path: await module('app-wasm', here.appWasm) });
  }

  async function text(address) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${address} could not be loaded (${answer.status})`);
    return answer.text();
  }

  async function module(id, address) {
    const base64 = inline(id);
    if (base64 !== undefined) return WebAssembly.compile(bytes(base64));
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${address} could not be loaded (${answer.status})`);
    return answer.headers.get('content-type') === 'application/wasm'
      ? WebAssembly.compileStreaming(answer)
      : WebAssembly.compile(await answer.arrayBuffer());
  }

  function bytes(base64) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  }
})();
