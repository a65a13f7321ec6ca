// What comes with the address and what leaves the page by a person's own hand: the clipboard, the system's share
// sheet, paper.

// { fragment, embed, address }: what the address brings, and the address without it.
export function launch() {
  const { origin, pathname, protocol, hash, search } = location;
  const address = protocol === 'file:' ? `file://${pathname}` : origin + pathname;
  return { fragment: hash, embed: new URLSearchParams(search).get('embed') === '1', address };
}

// Takes out of the address what it brought. In a frame of another page too.
export function dropFragment() {
  history.replaceState(history.state, '', location.pathname + location.search);
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByHand(text);
  }
}

// Where the clipboard is not given to pages: what a person would do with the keyboard.
function copyByHand(text) {
  const area = document.createElement('textarea');
  area.value = text;
  area.setAttribute('aria-hidden', 'true');
  area.className = 'unseen';
  const place = document.querySelector('dialog[open]') ?? document.body;
  const before = document.activeElement;
  place.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  before?.focus?.();
  return done;
}

export function canHandOn() {
  return typeof navigator.share === 'function';
}

// The system's own way of sharing. Somebody who thinks better of it has done nothing wrong.
export async function handOn(address) {
  try {
    await navigator.share({ title: 'Security review', url: address });
  } catch (error) {
    if (error.name !== 'AbortError') return copy(address);
  }
  return null;
}

// Prints a document of the engine's. It is parsed apart from the page, and only its body is taken: paper has styles of
// its own in the page's style sheet.
export function print(html) {
  const parsed = new DOMParser().parseFromString(html.replace(/<style>[^]*?<\/style>/, ''), 'text/html');
  const paper = document.createElement('div');
  paper.id = 'paper';
  paper.append(...document.adoptNode(parsed.body).childNodes);
  document.getElementById('paper')?.remove();
  document.body.append(paper);
  addEventListener('afterprint', () => paper.remove(), { once: true });
  globalThis.print();
}

// What people said of findings, by fingerprint.
const MARKS = 'sightline.marks';

export function marks() {
  try {
    const kept = JSON.parse(localStorage.getItem(MARKS) ?? '{}');
    return kept && typeof kept === 'object' ? kept : {};
  } catch {
    return {};
  }
}

// Keeps one mark, or forgets it where there is none. Other tabs keep theirs.
export function saveMark(fingerprint, marked) {
  const kept = marks();
  if (marked) kept[fingerprint] = marked;
  else delete kept[fingerprint];
  localStorage.setItem(MARKS, JSON.stringify(kept));
}
