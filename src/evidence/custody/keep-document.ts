import type { Clock } from '../../base/index.ts';
import type { Records } from '../../model/index.ts';
import type { Blobs } from '../../platform/blobs/index.ts';
import { everyOwner, saveNew } from '../../records/index.ts';
import type { KeptDocument, Saved } from '../../records/index.ts';
import { retainUntil, sha256 } from '../model/index.ts';

export interface CustodyPorts {
  readonly documents: Records<KeptDocument>;
  /** The container of evidence under the identity that locks. */
  readonly packages: Blobs;
  readonly clock: Pick<Clock, 'now'>;
}

/** Media types of what people attest by. No reader is led to run one. */
const types = new Set([
  'application/pdf',
  'text/plain',
  'text/csv',
  'image/png',
  'image/jpeg',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
]);

/** Names the blob of a document. */
export function documentBlob(hash: string): string {
  return `documents/${hash}`;
}

/**
 * Keeps a document where nobody can change it, once: the same content has the same name. It is in effect until nobody attests by it any more.
 */
export async function keepDocument(
  content: Uint8Array,
  type: string,
  keptBy: string,
  { documents, packages, clock }: CustodyPorts,
): Promise<Saved<KeptDocument>> {
  if (content.length === 0) return { kind: 'invalid', field: '', why: 'must not be empty' };
  const [media = ''] = type.toLowerCase().split(';');
  if (!types.has(media.trim()))
    return { kind: 'invalid', field: 'content-type', why: `must be one of ${[...types].join(', ')}` };
  const id = sha256(content);
  const now = clock.now().toISOString();
  await packages.putOnce(documentBlob(id), Buffer.from(content), {
    contentType: media.trim(),
    retainUntil: retainUntil({ createdAt: now }, now),
  });
  const known = (await documents.history(everyOwner, id)).at(-1);
  if (known) return { kind: 'saved', record: known };
  const value: KeptDocument = { bytes: content.length, type: media.trim(), keptBy, status: 'kept' };
  return saveNew(documents, everyOwner, value, { now, newId: () => id });
}
