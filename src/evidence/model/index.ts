/** The words of evidence: facts, manifest, hashes. */
export { canonicalJson, sha256 } from './canonical.ts';
export { releaseClasses } from './facts.ts';
export type {
  ControlFact,
  EvidenceFacts,
  EvidenceGap,
  LedgerPlace,
  LogCoverage,
  Period,
  Population,
  ReleaseClass,
  StateFact,
} from './facts.ts';
export { manifestFile, manifestFormat, plainSignatureFile, signatureFile } from './manifest.ts';
export type { Manifest, PackageFile } from './manifest.ts';
export type { PublicKey, Signer } from './signing.ts';
