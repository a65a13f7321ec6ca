// Links with a passphrase, by the browser's own cryptography. What is written here is described in
// core/src/share/envelope.rs, which says what is wrong with a link before it comes here.
const PLAIN = 'v1.';
const SEALED = 'v1e.';
const HEADER = 34;
const ITERATIONS = 600_000;

// The link `v1.…` as `v1e.…`.
export async function seal(link, passphrase) {
  const header = new Uint8Array(HEADER);
  header.set([1, 1]);
  new DataView(header.buffer).setUint32(2, ITERATIONS);
  crypto.getRandomValues(header.subarray(6));
  const key = await derived(passphrase, header, 'encrypt');
  const sealed = await subtle().encrypt(cipher(header), key, fromBase64url(link.slice(PLAIN.length)));
  const all = new Uint8Array(HEADER + sealed.byteLength);
  all.set(header);
  all.set(new Uint8Array(sealed), HEADER);
  return SEALED + toBase64url(all);
}

// The link `v1e.…` as `v1.…`. Fails where the passphrase is another, and where anything was changed: the two cannot be
// told apart.
export async function unseal(link, passphrase) {
  const bytes = fromBase64url(link.replace(/^#/, '').slice(SEALED.length));
  const header = bytes.subarray(0, HEADER);
  const key = await derived(passphrase, header, 'decrypt');
  let opened;
  try {
    opened = await subtle().decrypt(cipher(header), key, bytes.subarray(HEADER));
  } catch {
    throw new Error('This passphrase does not open the link. Mind capitals and blanks.');
  }
  return PLAIN + toBase64url(new Uint8Array(opened));
}

async function derived(passphrase, header, use) {
  const word = new TextEncoder().encode(passphrase.normalize('NFC'));
  const base = await subtle().importKey('raw', word, 'PBKDF2', false, ['deriveKey']);
  const iterations = new DataView(header.buffer, header.byteOffset).getUint32(2);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt: header.subarray(6, 22), iterations };
  return subtle().deriveKey(how, base, { name: 'AES-GCM', length: 256 }, false, [use]);
}

function cipher(header) {
  const prefix = new TextEncoder().encode(SEALED);
  const additionalData = new Uint8Array(prefix.length + HEADER);
  additionalData.set(prefix);
  additionalData.set(header, prefix.length);
  return { name: 'AES-GCM', iv: header.subarray(22, 34), additionalData, tagLength: 128 };
}

function subtle() {
  if (!globalThis.crypto?.subtle) throw new Error('A browser encrypts on pages over https alone, and on this machine.');
  return crypto.subtle;
}

function toBase64url(bytes) {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64url(text) {
  const plain = atob(text.replace(/\s/g, '').replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}
