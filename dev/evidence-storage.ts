import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import collectorRole from '../infra/evidence-collector-role.json' with { type: 'json' };
import signerRole from '../infra/evidence-signer-role.json' with { type: 'json' };
import type { Certificate } from './tls.ts';
import { startImmutableBlobs } from '@phiwatch/azure-simulator';
import type { BlobGrant, ImmutableBlobs } from '@phiwatch/azure-simulator';

/** The managed identity that signs and locks evidence. */
export const signerIdentity = {
  oid: '6d3a8f15-2b7c-4e90-a4d1-8c5f0e7b3a29',
  appid: 'e8b1c6d4-5f29-4a73-9c0e-3d7a2f8b6105',
};

/** The containers that the app works with, which no role of infra/ may make. */
const containers = ['evidence', 'ledger'];

interface EvidenceStorageOptions {
  /** Azurite's blob service, with the account. */
  readonly blobUrl: string;
  readonly tls: Certificate;
  readonly tenantId: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Object id of the identity that collects evidence. */
  readonly collector: string;
}

/** Starts a Blob Storage with immutability, in which collector and signer have the roles of infra/ and nobody else has any. */
export function startEvidenceStorage(options: EvidenceStorageOptions): Promise<ImmutableBlobs> {
  const { blobUrl: target, tls, tenantId, now, collector } = options;
  const grants = [grantOf(collector, collectorRole), grantOf(signerIdentity.oid, signerRole)];
  return startImmutableBlobs({ target, tls, tenantId, now, grants, containers });
}

/** Files of the key that signs. */
export interface EvidenceKey {
  readonly privateFile: string;
  readonly publicFile: string;
}

/** Makes a key that nobody else has, in a folder. */
export async function makeEvidenceKey(folder: string): Promise<EvidenceKey> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const files = {
    privateFile: join(folder, 'evidence-key.pem'),
    publicFile: join(folder, 'evidence-public-key.pem'),
  };
  await writeFile(files.privateFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  await writeFile(files.publicFile, publicKey.export({ type: 'spki', format: 'pem' }));
  return files;
}

/** Settings of the app by which it finds evidence at an address, and the key that signs. */
export function evidenceEnvironment(
  blobServiceUri: string,
  { privateFile }: EvidenceKey,
): Readonly<Record<string, string>> {
  return {
    EVIDENCE__blobServiceUri: blobServiceUri,
    EVIDENCE_SIGNER_CLIENT_ID: signerIdentity.appid,
    EVIDENCE_KEY_FILE: privateFile,
  };
}

function grantOf(principal: string, { Actions, DataActions }: typeof signerRole): BlobGrant {
  return { principal, actions: Actions, dataActions: DataActions };
}
