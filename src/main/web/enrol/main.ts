/** The script of the pages where a person applies and collects. Without it they work for devices alone. */
import { adoptLanguage } from "../holder/text.ts";
import { Applying } from "./applying.ts";
import { Joining } from "./joining.ts";

adoptLanguage();
const applying = document.getElementById("applying");
const joining = document.getElementById("joining");
if (isSecureContext && crypto.subtle !== undefined) {
  if (applying !== null) new Applying(applying);
  if (joining !== null) new Joining(joining);
}
