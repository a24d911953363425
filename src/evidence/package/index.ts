/** The package that a stranger can verify: its files, manifest, signature and verification. */
export { buildPackage } from './build-package.ts';
export type { BuiltPackage, PackageStream } from './build-package.ts';
export { parseKeys } from './key-set.ts';
export type { TrustedKey } from './key-set.ts';
export { localSigner } from './local-signer.ts';
export type { PackageReader } from './open-zip.ts';
export type { PackageCheck, VerificationReport } from './verification-report.ts';
export { verifyPackage } from './verify-package.ts';
