/** The script of the pages where a certificate signs in, or is added for that. */
import { h } from "../holder/dom.ts";
import { keep, kept } from "../holder/keeping.ts";
import { adoptLanguage, t } from "../holder/text.ts";
import { Choosing } from "./choosing.ts";
import { Signing } from "./signing.ts";

adoptLanguage();
const root = document.getElementById("signing");
if (root !== null) {
  if (isSecureContext && crypto.subtle !== undefined) {
    void kept().then((credentials) => new Signing(root, new Choosing(credentials), keep));
  } else {
    root.append(h("p", {}, t("browser.insecure")));
  }
}
