/** Web Authentication between the server's JSON (Level 3, sections 5.1.8 to 5.1.10) and the browser. */
import { base64url, fromBase64url } from "../crypto/bytes.ts";

interface Descriptor {
  type: "public-key";
  id: string;
}

export interface CreationJson {
  challenge: string;
  rp: PublicKeyCredentialRpEntity;
  user: { id: string; name: string; displayName: string };
  pubKeyCredParams: PublicKeyCredentialParameters[];
  excludeCredentials: Descriptor[];
  authenticatorSelection: AuthenticatorSelectionCriteria;
  attestation: AttestationConveyancePreference;
  timeout: number;
}

export interface RequestJson {
  challenge: string;
  rpId: string;
  timeout: number;
  userVerification: UserVerificationRequirement;
}

export function creation(json: CreationJson): PublicKeyCredentialCreationOptions {
  return {
    ...json,
    challenge: fromBase64url(json.challenge),
    user: { ...json.user, id: fromBase64url(json.user.id) },
    excludeCredentials: json.excludeCredentials.map((each) => ({ ...each, id: fromBase64url(each.id) })),
  };
}

export function request(json: RequestJson): PublicKeyCredentialRequestOptions {
  return { ...json, challenge: fromBase64url(json.challenge) };
}

/** What the server reads of either answer; `toJSON` of the browsers is younger than their keys. */
export function answer(credential: PublicKeyCredential): string {
  const { response } = credential;
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: {},
    response: {
      clientDataJSON: text(response.clientDataJSON),
      ...("attestationObject" in response
        ? { attestationObject: text((response as AuthenticatorAttestationResponse).attestationObject) }
        : signed(response as AuthenticatorAssertionResponse)),
    },
  });
}

function signed(response: AuthenticatorAssertionResponse): Record<string, string> {
  return {
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    ...(response.userHandle === null ? {} : { userHandle: text(response.userHandle) }),
  };
}

function text(octets: ArrayBuffer): string {
  return base64url(new Uint8Array(octets));
}
