/** The text that signs in: what this page reads of it, and what is signed. */
import { type Bytes, concat, fromBase64url, utf8 } from "../crypto/bytes.ts";
import type { Certificate } from "../crypto/certificate.ts";
import { Complaint } from "../crypto/complaint.ts";
import { date } from "../holder/text.ts";

/** As TextKind of the server has it: this page signs nothing else. */
const FIRST_LINE = "ZHENGYAN SIGN-IN 1\n";

/** How long a text is good; it is signed a little before that, to arrive in time. */
const LIFE = 5 * 60_000;
const ON_THE_WAY = 10_000;

export class Challenge {
  readonly #text: Bytes;
  /** By the server's clock. */
  readonly #issued: number;
  /** By a clock of this page that only runs. */
  readonly #opened = performance.now();

  /**
   * @param encoded base64url, as the page brought it
   * @throws Complaint `unexpected` for a text of another kind
   */
  constructor(encoded: string) {
    this.#text = fromBase64url(encoded);
    const text = new TextDecoder().decode(this.#text);
    this.#issued = Date.parse(/^expires: (.+)$/m.exec(text)?.[1] ?? "") - LIFE;
    if (!text.startsWith(FIRST_LINE) || Number.isNaN(this.#issued)) throw new Complaint("unexpected");
  }

  over(now = performance.now()): boolean {
    return now - this.#opened > LIFE - ON_THE_WAY;
  }

  /** Spares an attempt that the server would count, and could not give the reason of. */
  requireFitting(certificate: Certificate): void {
    if (certificate.notAfter.getTime() < this.#issued) {
      throw new Complaint("certificate-expired", { date: date(certificate.notAfter) });
    }
    if (certificate.notBefore.getTime() > this.#issued + LIFE) {
      throw new Complaint("certificate-not-yet-valid", { date: date(certificate.notBefore) });
    }
  }

  /** The text and the line that binds the signature to this certificate. */
  signedWith(certificate: Certificate): Bytes {
    return concat(this.#text, utf8(`certificate: sha256:${certificate.sha256}\n`));
  }
}
