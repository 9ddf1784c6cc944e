/** SM3 (GB/T 32905-2016): a digest of 32 octets. */
import type { Bytes } from "./bytes.ts";

const START = [
  0x7380166f,
  0x4914b2b9,
  0x172442d7,
  0xda8a0600,
  0xa96f30bc,
  0x163138aa,
  0xe38dee4d,
  0xb0fb0e4e,
];

export function sm3(message: Uint8Array): Bytes {
  const blocks = new DataView(pad(message).buffer);
  const state = Uint32Array.from(START);
  for (let at = 0; at < blocks.byteLength; at += 64) compress(state, blocks, at);
  const digest = new Uint8Array(32);
  const view = new DataView(digest.buffer);
  state.forEach((word, i) => view.setUint32(i * 4, word));
  return digest;
}

/** Section 5.2: a one bit, zeros, the length in bits. */
function pad(message: Uint8Array): Bytes {
  const padded = new Uint8Array((Math.floor((message.length + 8) / 64) + 1) * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  const length = new DataView(padded.buffer, padded.length - 8);
  length.setUint32(0, Math.floor(message.length / 0x2000_0000));
  length.setUint32(4, message.length << 3);
  return padded;
}

/** Section 5.3. */
function compress(state: Uint32Array, blocks: DataView, at: number): void {
  const w = new Uint32Array(68);
  for (let j = 0; j < 16; j++) w[j] = blocks.getUint32(at + j * 4);
  for (let j = 16; j < 68; j++) {
    w[j] = p1(w[j - 16] ^ w[j - 9] ^ left(w[j - 3], 15)) ^ left(w[j - 13], 7) ^ w[j - 6];
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let j = 0; j < 64; j++) {
    const constant = left(j < 16 ? 0x79cc4519 : 0x7a879d8a, j % 32);
    const ss1 = left((left(a, 12) + e + constant) | 0, 7);
    const ss2 = ss1 ^ left(a, 12);
    const ff = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
    const gg = j < 16 ? e ^ f ^ g : (e & f) | (~e & g);
    const tt1 = (ff + d + ss2 + (w[j] ^ w[j + 4])) | 0;
    const tt2 = (gg + h + ss1 + w[j]) | 0;
    [d, c, b, a] = [c, left(b, 9), a, tt1];
    [h, g, f, e] = [g, left(f, 19), e, p0(tt2)];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => state[i] ^= word);
}

function left(word: number, bits: number): number {
  return bits === 0 ? word : (word << bits) | (word >>> (32 - bits));
}

function p0(word: number): number {
  return word ^ left(word, 9) ^ left(word, 17);
}

function p1(word: number): number {
  return word ^ left(word, 15) ^ left(word, 23);
}
