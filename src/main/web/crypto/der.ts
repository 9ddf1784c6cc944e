/**
 * DER (X.690), read strictly: definite lengths in their shortest form, nothing after the end.
 *
 * Every failure is a DerError; whoever reads a file turns it into a complaint about that file.
 */
import { type Bytes, concat, fromHex } from "./bytes.ts";

export class DerError extends Error {}

export const BOOLEAN = 0x01;
export const INTEGER = 0x02;
export const BIT_STRING = 0x03;
export const OCTET_STRING = 0x04;
export const OBJECT_IDENTIFIER = 0x06;
export const SEQUENCE = 0x30;
export const SET = 0x31;

/** One element: its tag, its contents, and all of its octets. */
export class Der {
  private constructor(readonly tag: number, readonly contents: Bytes, readonly encoded: Bytes) {}

  /** Reads exactly one element. */
  static read(bytes: Bytes): Der {
    const all = Der.readAll(bytes);
    if (all.length !== 1) throw new DerError("one element expected");
    return all[0];
  }

  static readAll(bytes: Bytes): Der[] {
    const elements: Der[] = [];
    for (let at = 0; at < bytes.length;) {
      const element = Der.readAt(bytes, at);
      elements.push(element);
      at += element.encoded.length;
    }
    return elements;
  }

  private static readAt(bytes: Bytes, start: number): Der {
    const tag = bytes[start];
    if ((tag & 0x1f) === 0x1f) throw new DerError("long tag");
    let at = start + 1;
    let length = bytes[at++];
    if (length === undefined || length === 0x80) throw new DerError("length");
    if (length > 0x80) {
      const octets = length & 0x7f;
      if (octets > 3 || at + octets > bytes.length || bytes[at] === 0) throw new DerError("length");
      length = 0;
      for (let i = 0; i < octets; i++) length = length * 256 + bytes[at++];
      if (length < 0x80) throw new DerError("length");
    }
    if (at + length > bytes.length) throw new DerError("truncated");
    return new Der(tag, bytes.slice(at, at + length), bytes.slice(start, at + length));
  }

  require(tag: number): Der {
    if (this.tag !== tag) throw new DerError(`tag ${this.tag}, not ${tag}`);
    return this;
  }

  /** The elements inside a constructed one, or inside an OCTET STRING that wraps DER. */
  children(tag: number = this.tag): Der[] {
    return Der.readAll(this.require(tag).contents);
  }

  child(index: number): Der {
    const child = Der.readAll(this.contents)[index];
    if (child === undefined) throw new DerError("member missing");
    return child;
  }

  /** The identifier in dots. */
  oid(): string {
    this.require(OBJECT_IDENTIFIER);
    const arcs: number[] = [];
    let arc = 0;
    for (const octet of this.contents) {
      arc = arc * 128 + (octet & 0x7f);
      if (octet < 0x80) {
        if (arcs.length === 0) {
          const first = Math.min(Math.floor(arc / 40), 2);
          arcs.push(first, arc - first * 40);
        } else {
          arcs.push(arc);
        }
        arc = 0;
      }
    }
    return arcs.join(".");
  }

  /** A small INTEGER that is not negative. */
  integer(): number {
    this.require(INTEGER);
    if (this.contents.length === 0 || this.contents.length > 6 || this.contents[0] >= 0x80) {
      throw new DerError("integer");
    }
    return this.contents.reduce((value, octet) => value * 256 + octet, 0);
  }

  /** A character string: UTF8String, PrintableString, IA5String or BMPString. */
  text(): string {
    if (this.tag === 0x1e) return new TextDecoder("utf-16be", { fatal: true }).decode(this.contents);
    return new TextDecoder("utf-8", { fatal: true }).decode(this.contents);
  }

  /** UTCTime or GeneralizedTime (RFC 5280 section 4.1.2.5). */
  time(): Date {
    const text = new TextDecoder().decode(this.contents);
    const match = /^(\d{2}|\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text);
    if (match === null) throw new DerError("time");
    const short = match[1].length === 2;
    const year = Number(match[1]) + (short ? (Number(match[1]) < 50 ? 2000 : 1900) : 0);
    const [month, day, hour, minute, second] = match.slice(2).map(Number);
    return new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  }
}

export function encode(tag: number, ...contents: Uint8Array[]): Bytes {
  const body = concat(...contents);
  const length = body.length;
  const header = length < 0x80
    ? [tag, length]
    : length < 0x100
    ? [tag, 0x81, length]
    : [tag, 0x82, length >> 8, length & 0xff];
  return concat(Uint8Array.from(header), body);
}

/** A BIT STRING of whole octets. */
export function encodeBits(octets: Uint8Array): Bytes {
  return encode(BIT_STRING, Uint8Array.of(0), octets);
}

/** The shortest INTEGER of a number that is not negative. */
export function encodeInteger(value: bigint): Bytes {
  let digits = value.toString(16);
  if (digits.length % 2 === 1) digits = "0" + digits;
  if (parseInt(digits.slice(0, 2), 16) >= 0x80) digits = "00" + digits;
  return encode(INTEGER, fromHex(digits));
}
