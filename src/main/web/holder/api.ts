/** The server's part of a session, as api-spec/openapi.yaml describes it. */

export type State =
  | "requested"
  | "answered"
  | "verified"
  | "rejected"
  | "expired"
  | "cancelled"
  | "takenElsewhere"
  | "platformSuspended";

/** How a session stands: what a refusal or an answer tells. */
export interface Outcome {
  id: string;
  state: State;
  reasons?: string[];
  returnTo?: string;
  attemptsLeft?: number;
}

/** What the holder is shown. */
export interface View extends Outcome {
  mode: "sameDevice" | "crossDevice";
  environment: "dev" | "sandbox" | "production";
  platform: { name: string; clientId: string; filingNumber?: string };
  claimed: { name: string; uscc: string };
  action: { type: string; subject?: string; identifier?: string; digest?: string };
  applicant?: { login?: string; place?: string };
  onBehalfOf?: { department?: string; agent?: string };
  acceptedSuites: string[];
  disclosed: string[];
  notDisclosed: string[];
  expiresAt: string;
  now: string;
  codeRequired: boolean;
  challenge?: string;
  answerToken?: string;
}

/** What the server refused (RFC 9457), or `network` when nothing came back. */
export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly errors: string[] = [],
    readonly resource?: Outcome,
    readonly requestId?: string,
  ) {
    super(code);
  }
}

export class Session {
  constructor(readonly id: string) {}

  /** Takes the session for this browser; without a secret, goes on with what this browser took. */
  take(secret?: string): Promise<View> {
    return post(`/api/v1/presentations/${this.id}/taking`, secret === undefined ? {} : { secret });
  }

  code(code: string): Promise<View> {
    return post(`/api/v1/presentations/${this.id}/code`, { code });
  }

  answer(token: string, certificate: string, signature: string): Promise<Outcome> {
    const evidence = { kind: "signature", certificate, signature };
    return post(`/api/v1/verifications/${this.id}/evidence`, evidence, token);
  }

  /** @param token is missing while the code has not been typed */
  refuse(token?: string): Promise<Outcome> {
    return post(`/api/v1/presentations/${this.id}/refusal`, undefined, token);
  }
}

/** @throws Problem */
export async function post<T>(path: string, body: unknown, token?: string): Promise<T> {
  const headers: Record<string, string> = {};
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (token !== undefined) headers["Authorization"] = `Answer ${token}`;
  let response: Response;
  try {
    response = await fetch(path, {
      method: "POST",
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
    });
  } catch {
    throw new Problem("network");
  }
  const json = await response.json().catch(() => ({}));
  if (response.ok) return json;
  throw new Problem(
    String(json.type ?? "").split(":").at(-1) || "unexpected",
    (json.errors ?? []).map((error: { code: string }) => error.code),
    json.resource,
    response.headers.get("X-Request-Id") ?? undefined,
  );
}
