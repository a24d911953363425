import type { EvidenceFacts, ReleaseClass } from './evidence-facts.ts';

export const manifestFormat = 'phiwatch-evidence/1';

/** Names of the files of a package that its manifest cannot list. */
export const manifestFile = 'manifest.json';

/** The manifest, signed: a compact JWS (ES256), whose payload is the manifest byte by byte. RFC 7515. */
export const signatureFile = 'manifest.jws';

/** The same signature in DER, as openssl takes it. */
export const plainSignatureFile = 'manifest.sig';

/** A file of a package. */
export interface PackageFile {
  /** With `/` between folders, relative. */
  readonly path: string;
  readonly content: Uint8Array;
}

/** The list of all that is in a package. As canonical JSON it is what is signed. */
export interface Manifest extends Pick<
  EvidenceFacts,
  'id' | 'period' | 'createdAt' | 'appVersion' | 'catalogueVersion' | 'gaps' | 'populations' | 'ledger'
> {
  readonly format: typeof manifestFormat;
  readonly class: ReleaseClass;
  /** The package before this one; null: this is the first. */
  readonly previous: { readonly id: string; readonly sha256: string } | null;
  /** By path, in their order. */
  readonly files: readonly { readonly path: string; readonly sha256: string; readonly bytes: number }[];
}
