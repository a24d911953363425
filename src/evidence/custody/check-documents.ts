import { everyOwner, noteOnce, saveChange } from '../../records/index.ts';
import type { Attestation, KeptDocument, RecordBook } from '../../records/index.ts';
import type { RecordVersion } from '../../model/index.ts';
import type { Blobs } from '../../platform/blobs/index.ts';
import { retainUntil, sha256 } from '../model/index.ts';
import { documentBlob } from './keep-document.ts';
import type { CustodyPorts } from './keep-document.ts';

interface CheckPorts extends CustodyPorts {
  readonly records: Pick<RecordBook, 'attestations' | 'reviews' | 'notices'>;
}

/** A document that is not there as it was signed. */
export interface ChangedDocument {
  /** Ids of the attestations and reviews that rest on it. */
  readonly attestations: readonly string[];
  readonly expected: string;
  /** Absent: it is gone. */
  readonly found?: string;
}

/** A document that somebody attests by. */
export interface AttestedDocument {
  readonly id: string;
  readonly resting: readonly RecordVersion<Attestation>[];
}

/** Lists the documents that attestations and reviews rest on, those that ended among them. */
export async function attestedDocuments({
  attestations,
  reviews,
}: Pick<RecordBook, 'attestations' | 'reviews'>): Promise<readonly AttestedDocument[]> {
  const statements = [...(await attestations.latest(everyOwner)), ...(await reviews.latest(everyOwner))];
  const byDocument = Map.groupBy(statements, ({ value }) => value.documentHash);
  return Array.from(byDocument, ([id, resting]) => (id === undefined ? [] : [{ id, resting }]))
    .flat()
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

/** Reads a document. Returns its content where it is as it was signed, else what was found instead. */
export async function readDocument(
  { id, resting }: AttestedDocument,
  blobs: Pick<Blobs, 'read'>,
): Promise<{ readonly content: Uint8Array } | ChangedDocument> {
  const content = (await blobs.read(documentBlob(id)))?.content;
  const found = content && sha256(content);
  if (content && found === id) return { content };
  return {
    attestations: resting.map((each) => each.id),
    expected: id,
    ...(found !== undefined && { found }),
  };
}

/**
 * Reads every document that somebody attests by, and compares it with its hash. Whoever attested by one that changed is read as unknown from
 * then on. The lock of those that are in effect is extended.
 */
export async function checkDocuments(ports: CheckPorts): Promise<readonly ChangedDocument[]> {
  const now = ports.clock.now().toISOString();
  const changed: ChangedDocument[] = [];
  for (const document of await attestedDocuments(ports.records)) {
    if (document.resting.some(({ value }) => isInEffect(value, now))) await extend(document.id, now, ports);
    const read = await readDocument(document, ports.packages);
    if ('content' in read) continue;
    changed.push(read);
    await noteChange(read, now, ports);
  }
  return changed;
}

function isInEffect({ status, expiresAt }: Attestation, now: string): boolean {
  return status === 'given' && expiresAt > now;
}

async function extend(id: string, now: string, { packages }: CheckPorts): Promise<void> {
  const blob = await packages.properties(documentBlob(id));
  const until = retainUntil({ createdAt: now }, now, blob?.retainUntil);
  if (blob && until !== blob.retainUntil) await packages.retain(documentBlob(id), until);
}

async function noteChange(
  { expected, found, attestations }: ChangedDocument,
  now: string,
  { documents, records }: CheckPorts,
): Promise<void> {
  await saveChange<KeptDocument>(documents, everyOwner, expected, now, ({ value }) =>
    value.status === 'changed'
      ? { kind: 'conflict', why: 'it is known already' }
      : { kind: 'ok', value: { ...value, status: 'changed', ...(found !== undefined && { found }) } },
  );
  const notice = {
    kind: 'document-changed',
    at: now,
    attestations,
    expected,
    ...(found !== undefined && { found }),
  } as const;
  await noteOnce(`document-changed|${expected}`, notice, records, now);
}
