/**
 * What is wrong with something that a person brought, as a code with a sentence in every language
 * (text/zh.json, text/en.json: `complaint.CODE`).
 */
export class Complaint extends Error {
  /** @param details numbers and names that the sentence shows */
  constructor(readonly code: string, readonly details: Record<string, string> = {}) {
    super(code);
  }
}
