/**
 * Joining: the saved key and the issued certificate become one file, here and nowhere else. A recovered
 * encryption key is joined to the certificate that it was wrapped to, whose file may have been joined before.
 */
import { type Bytes, fromBase64, fromBase64url, pem, wipe } from "../crypto/bytes.ts";
import { readCertificate } from "../crypto/certificate.ts";
import { PEM } from "../crypto/credential.ts";
import { encryptKey } from "../crypto/encryption.ts";
import { openEnvelopedKey } from "../crypto/enveloped-key.ts";
import { openKeyFile, readKeyFile, readSigningKey } from "../crypto/key-file.ts";
import { privateKeyInfo } from "../crypto/key-pair.ts";
import { type Entry, writePkcs12 } from "../crypto/pkcs12-writer.ts";
import { h } from "../holder/dom.ts";
import { t } from "../holder/text.ts";
import {
  button,
  complain,
  done,
  explain,
  file,
  octets,
  owner,
  password,
  question,
  save,
  settle,
} from "./parts.ts";

/** What the server gave: certificates in PEM, the envelope in base64. */
interface Issued {
  certificate: Bytes;
  encryption?: { certificate: Bytes; envelope: Bytes };
  chain: Bytes[];
}

export class Joining {
  readonly #recovered: boolean;
  readonly #file = file("key-file", ".pem");
  readonly #password = password("key-file-password", "current-password");
  readonly #progress = h("p", { class: "hint", role: "status" });
  readonly #button: HTMLButtonElement;

  constructor(readonly root: HTMLElement) {
    this.#recovered = root.dataset.recovered !== undefined;
    const label = this.#recovered ? "enrol.recover.button" : "enrol.join.button";
    this.#button = button(label, () => void this.#join(), true);
    const submit = (event: Event) => {
      event.preventDefault();
      void this.#join();
    };
    root.append(
      h("h2", {}, t(this.#recovered ? "enrol.recover" : "enrol.join")),
      h("p", {}, t(this.#recovered ? "enrol.recover.text" : "enrol.join.text")),
      h(
        "form",
        { novalidate: true, onsubmit: submit },
        owner(root.dataset.serial ?? ""),
        question(this.#file, "enrol.file", this.#recovered ? "enrol.recover.hint" : "enrol.file.hint"),
        question(this.#password, "enrol.file.password"),
        h("div", { class: "actions" }, this.#button),
      ),
      this.#progress,
    );
  }

  async #join(): Promise<void> {
    settle(this.#file, this.#password);
    const bytes = await octets(this.#file);
    if (bytes === undefined) return complain(this.#file, t("enrol.field.file"));
    if (this.#password.value === "") return complain(this.#password, t("enrol.field.password"));
    this.#button.disabled = true;
    this.#progress.textContent = t("enrol.joining");
    try {
      const kept = this.#recovered ? readSigningKey(bytes) : readKeyFile(bytes);
      const entries = await join(issued(this.root.dataset), kept, this.#password.value);
      this.#offer(entries, writePkcs12(entries, this.#password.value));
      this.#password.value = "";
    } catch (e) {
      explain(e, this.#file, this.#password);
    } finally {
      this.#button.disabled = false;
      this.#progress.textContent = "";
    }
  }

  #offer(entries: Entry[], pkcs12: Bytes): void {
    const name = `zhengyan-${this.root.dataset.serial}${this.#recovered ? "-recovered" : ""}`;
    const notice = done(t(this.#recovered ? "enrol.recovered" : "enrol.joined"));
    this.root.replaceChildren(
      notice,
      h("p", {}, t(this.#recovered ? "enrol.recovered.text" : "enrol.joined.text")),
      h(
        "div",
        { class: "actions" },
        button("enrol.joined.p12", () => save(`${name}.p12`, pkcs12), true),
        button("enrol.joined.pem", () => save(`${name}.pem`, credential(entries))),
      ),
    );
    notice.focus();
  }
}

function issued(data: DOMStringMap): Issued {
  const certificates = (text: string) => [...text.matchAll(PEM)].map(([, , body]) => fromBase64(body));
  const encryption = data.encryption === undefined || data.envelope === undefined
    ? undefined
    : { certificate: certificates(data.encryption)[0], envelope: fromBase64url(data.envelope) };
  return { certificate: certificates(data.certificate!)[0], encryption, chain: certificates(data.chain!) };
}

/**
 * The certificates with their keys, then the chain.
 *
 * @throws Complaint when file or password do not fit the certificate
 */
export async function join(
  issued: Issued,
  kept: { encryptedKey: Bytes },
  password: string,
): Promise<Entry[]> {
  const certificate = await readCertificate(issued.certificate);
  const pair = await openKeyFile(kept, password, certificate.publicKey);
  try {
    const entries: Entry[] = [
      { certificate: issued.certificate, encryptedKey: kept.encryptedKey, name: certificate.name },
    ];
    if (issued.encryption !== undefined) {
      const { publicKey } = await readCertificate(issued.encryption.certificate);
      const encryption = openEnvelopedKey(issued.encryption.envelope, pair, publicKey);
      const info = privateKeyInfo("sm2", encryption.number, encryption.publicKey);
      try {
        entries.push({
          certificate: issued.encryption.certificate,
          encryptedKey: await encryptKey(info, password),
          name: `${certificate.name} (encryption)`,
        });
      } finally {
        wipe(info, encryption.number);
      }
    }
    return [...entries, ...issued.chain.map((each) => ({ certificate: each, name: "" }))];
  } finally {
    wipe(pair.number);
  }
}

/** The credential file: each certificate, with its key after it; the signing one first. */
export function credential(entries: Entry[]): string {
  return entries.map((entry) =>
    pem("CERTIFICATE", entry.certificate) +
    (entry.encryptedKey === undefined ? "" : pem("ENCRYPTED PRIVATE KEY", entry.encryptedKey))
  ).join("");
}
