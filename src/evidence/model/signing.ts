/** A public key on P-256. RFC 7517. */
export interface PublicKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly kid: string;
}

/** Signs with the key of the deployment, which it never shows. */
export interface Signer {
  /** The public keys, the one in use first; retired ones after it, so that old packages still verify. */
  keys(): Promise<readonly PublicKey[]>;
  /** Signs with ES256: 64 bytes, r and s. RFC 7518 3.4. */
  sign(content: Uint8Array): Promise<{ readonly kid: string; readonly signature: Uint8Array }>;
}
