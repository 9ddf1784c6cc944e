import { equal } from "./expect.ts";

/** What the build takes from elsewhere is fixed by its digest, and by no address: any registry may bring it. */
const LOCK = new URL("../main/deno.lock", import.meta.url);

Deno.test("locksEveryPackageByItsDigestAndNamesNoHost", async () => {
  const text = await Deno.readTextFile(LOCK);
  equal(/:\/\/|https?:/.test(text), false);
  const packages = Object.entries(JSON.parse(text).npm as Record<string, { integrity?: string }>);
  equal(packages.length > 3, true);
  for (const [name, locked] of packages) {
    equal(`${name} ${/^sha512-[A-Za-z0-9+/]{86}==$/.test(locked.integrity ?? "")}`, `${name} true`);
  }
});
