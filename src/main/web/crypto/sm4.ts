/** SM4 (GB/T 32907-2016), the block cipher alone: 16 octets under 16 octets. */
import type { Bytes } from "./bytes.ts";

/** Section 6.2.1: the S box. */
const S = Uint8Array.from(
  ("d690e9fecce13db716b614c228fb2c052b679a762abe04c3aa44132649860699" +
    "9c4250f491ef987a33540b43edcfac62e4b31ca9c908e89580df94fa758f3fa6" +
    "4707a7fcf37317ba83593c19e6854fa8686b81b27164da8bf8eb0f4b70569d35" +
    "1e240e5e6358d1a225227c3b01217887d40046579fd327524c3602e7a0c4c89e" +
    "eabf8ad240c738b5a3f7f2cef96115a1e0ae5da49b341a55ad933230f58cb1e3" +
    "1df6e22e8266ca60c02923ab0d534e6fd5db3745defd8e2f03ff6a726d6c5b51" +
    "8d1baf92bbddbc7f11d95c411f105ad80ac13188a5cd7bbd2d74d012b8e5b4b0" +
    "8969974a0c96777e65b9f109c56ec68418f07dec3adc4d2079ee5f3ed7cb3948").match(/../g)!,
  (pair) => parseInt(pair, 16),
);
/** Section 7.3.1. */
const FK = [0xa3b1bac6, 0x56aa3350, 0x677d9197, 0xb27022dc];

export function encryptBlock(block: Uint8Array, key: Uint8Array): Bytes {
  return rounds(block, schedule(key));
}

export function decryptBlock(block: Uint8Array, key: Uint8Array): Bytes {
  return rounds(block, schedule(key).reverse());
}

/** Section 7.3: the round keys. */
function schedule(key: Uint8Array): number[] {
  const view = new DataView(key.buffer, key.byteOffset);
  const k = FK.map((constant, i) => view.getUint32(i * 4) ^ constant);
  for (let i = 0; i < 32; i++) {
    let constant = 0;
    for (let j = 0; j < 4; j++) constant = constant << 8 | ((4 * i + j) * 7) & 0xff;
    const b = substitute(k[i + 1] ^ k[i + 2] ^ k[i + 3] ^ constant);
    k.push(k[i] ^ b ^ left(b, 13) ^ left(b, 23));
  }
  return k.slice(4);
}

/** Section 7.1: thirty-two rounds, then the reverse order. */
function rounds(block: Uint8Array, keys: number[]): Bytes {
  const view = new DataView(block.buffer, block.byteOffset);
  const x = [0, 4, 8, 12].map((at) => view.getUint32(at));
  for (const key of keys) {
    const b = substitute(x[1] ^ x[2] ^ x[3] ^ key);
    x.push(x.shift()! ^ b ^ left(b, 2) ^ left(b, 10) ^ left(b, 18) ^ left(b, 24));
  }
  const out = new Uint8Array(16);
  x.reverse().forEach((word, i) => new DataView(out.buffer).setUint32(i * 4, word));
  return out;
}

function substitute(word: number): number {
  return S[word >>> 24] << 24 | S[word >>> 16 & 0xff] << 16 | S[word >>> 8 & 0xff] << 8 | S[word & 0xff];
}

function left(word: number, bits: number): number {
  return word << bits | word >>> 32 - bits;
}
