/** The words of evidence: facts, manifest, hashes. */
export { canonicalJson, sha256 } from './canonical.ts';
export type { ArtifactContent } from './collected.ts';
export { releaseClasses } from './evidence-facts.ts';
export type {
  ControlFact,
  EvidenceFacts,
  EvidenceGap,
  LedgerPlace,
  CoveredHours,
  Period,
  Population,
  ReleaseClass,
  StateFact,
} from './evidence-facts.ts';
export { manifestFile, manifestFormat, plainSignatureFile, signatureFile } from './manifest.ts';
export type { Manifest, PackageFile } from './manifest.ts';
export { retainUntil } from './retention.ts';
export type { PublicKey, Signer } from './signing.ts';
