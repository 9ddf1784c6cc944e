/** A batch of accounts that a platform had before, and the list that its text names. */
import { fromBase64url, hex, utf8 } from "../crypto/bytes.ts";
import { Complaint } from "../crypto/complaint.ts";
import { type Outcome, post } from "./api.ts";
import type { Asked } from "./deciding.ts";

export interface Action {
  type: string;
  subject: string;
  identifier: string;
  digest?: string;
}

export interface BatchView extends Outcome, Asked {
  environment: "dev" | "sandbox" | "production";
  platform: { name: string; clientId: string; filingNumber?: string };
  actions: Action[];
  expiresAt: string;
  /** How many were bound, once it is verified. */
  accepted?: number;
}

/** The secret stays in the address: whoever has it may look again, and nothing is decided by looking. */
export class Batch {
  readonly #path: string;

  constructor(readonly id: string, readonly secret: string) {
    this.#path = `/api/v1/binding-batches/${id}`;
  }

  show(): Promise<BatchView> {
    return post(`${this.#path}/showing`, { secret: this.secret });
  }

  answer(certificate: string, signature: string): Promise<BatchView> {
    return post(`${this.#path}/answer`, { secret: this.secret, certificate, signature });
  }

  refuse(): Promise<BatchView> {
    return post(`${this.#path}/refusal`, { secret: this.secret });
  }
}

/**
 * What is signed is the list that is shown: the text names their number and the digest of their canonical
 * JSON (RFC 8785), which is computed here from what the reader sees.
 *
 * @throws Complaint `list-differs`
 */
export async function requireShown(view: BatchView): Promise<void> {
  const lines = new TextDecoder().decode(fromBase64url(view.challenge ?? "")).split("\n");
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(canonical(view.actions))));
  const named = [
    `body: ${view.claimed.name}`,
    `uscc: ${view.claimed.uscc}`,
    `count: ${view.actions.length}`,
    `digest: sha256:${hex(digest)}`,
    `batch: ${view.id}`,
  ];
  if (lines[0] !== "ZHENGYAN BATCH 1" || !named.every((line) => lines.includes(line))) {
    throw new Complaint("list-differs");
  }
}

/** Members by their names; strings as JSON.stringify writes them, which is how RFC 8785 does. */
export function canonical(actions: Action[]): string {
  return JSON.stringify(
    actions.map(({ digest, identifier, subject, type }) =>
      digest === undefined ? { identifier, subject, type } : { digest, identifier, subject, type }
    ),
  );
}
