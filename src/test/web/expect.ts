/** What a test expects. */
import { Complaint } from "../main/crypto/complaint.ts";

export function equal(actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`${String(actual)} is not ${String(expected)}`);
}

/** The act must end in this complaint. */
export async function complains(code: string, act: () => unknown): Promise<void> {
  try {
    await act();
  } catch (e) {
    if (!(e instanceof Complaint)) throw e;
    return equal(e.code, code);
  }
  throw new Error(`no ${code}`);
}
