import { attestedDocuments, readDocument } from '../custody/index.ts';
import type { AttestedDocument } from '../custody/index.ts';
import { reportFiles } from '../formats/index.ts';
import { canonicalJson, retainUntil } from '../model/index.ts';
import type { EvidenceFacts, EvidenceGap, PackageFile, ReleaseClass } from '../model/index.ts';
import { buildPackage } from '../package/index.ts';
import { readPopulations } from '../populations/index.ts';
import type { PopulationsReading, PopulationView } from '../populations/index.ts';
import type { Closing, Collection, CollectionPart, MadePackage } from './collection.ts';
import { logCoverage, workingHours } from './covered-hours.ts';
import { changedWhy, gatherFacts, readArtifact } from './gather-facts.ts';
import { ledgerSegments } from './ledger-segments.ts';
import type { LedgerSegments } from './ledger-segments.ts';
import { ownPackage } from './own-package.ts';
import { allPopulations, populationFiles } from './package-populations.ts';
import type { CollectionPorts } from './ports.ts';
import { releaseTo } from './release-rules.ts';

/** A collection of which all parts have ended. */
export type ClosedCollection = Collection & { readonly closing: Closing };

/** The readers for whom a package is made, and the incidents whose narratives counsel has released to them. */
export interface PackageReaders {
  readonly class: ReleaseClass;
  readonly released: ReadonlySet<string>;
}

/**
 * Makes the package of a collection for some readers, and writes it where nobody can change it. One that is there already was made of the
 * same before a crash, and stays.
 * @param blob its name
 * @returns undefined where something else is there already
 */
export async function makePackage(
  collection: ClosedCollection,
  readers: PackageReaders,
  blob: string,
  ports: CollectionPorts,
): Promise<MadePackage | undefined> {
  const parts = (await ports.partsOf(collection.id).all()).map(({ value }) => value);
  const segments = await ledgerSegments(collection.period, collection.closing, ports.ledger);
  const documents = await attestedDocuments(ports.records);
  const counted = await readPopulations(
    collection.period,
    { row: collection.closing.ledger.to.row },
    ports.ledger,
  );
  const views = counted.populations;
  const facts = await factsOf(collection, readers, parts, segments, documents, counted, ports);
  const { id, period, createdAt, appVersion, catalogueVersion, gaps, populations, ledger } = facts;
  const { previous } = collection.closing;
  const { stream, built } = buildPackage({
    manifest: {
      id,
      period,
      class: readers.class,
      createdAt,
      appVersion,
      catalogueVersion,
      gaps,
      populations,
      ledger,
      previous,
    },
    files: filesOf(facts, parts, segments, documents, views, readers, ports),
    signer: ports.signer,
  });
  const madeAt = ports.clock.now().toISOString();
  const written = await ports.packages.putOnce(blob, stream, {
    contentType: 'application/zip',
    // A package is about a time that is over: what it says was never in effect.
    retainUntil: retainUntil({ createdAt: madeAt, lastInEffect: madeAt }, madeAt),
  });
  // Nobody reads on where one is there already.
  if (written.kind === 'there') stream.destroy();
  const found =
    written.kind === 'there' ? await ownPackage(blob, { id, class: readers.class }, ports) : await built;
  if (!found) return undefined;
  const { sha256, bytes } = found;
  return { class: readers.class, blob, sha256, bytes, madeAt, protected: written.protected };
}

async function factsOf(
  { id, period, closing }: ClosedCollection,
  readers: PackageReaders,
  parts: readonly CollectionPart[],
  { from, to, runs, hours }: LedgerSegments,
  documents: readonly AttestedDocument[],
  counted: PopulationsReading,
  ports: CollectionPorts,
): Promise<EvidenceFacts> {
  const { appVersion, catalogueVersion, subscriptions } = closing;
  const gathered = await gatherFacts(parts, ports);
  const working = workingHours(period, runs, closing.at);
  return {
    id,
    class: readers.class,
    period,
    createdAt: closing.at,
    appVersion,
    catalogueVersion,
    subscriptions,
    ...gathered,
    populations: allPopulations(gathered.populations, counted.populations),
    gaps: [
      ...gathered.gaps,
      ...counted.gaps.map((reason) => ({ collector: 'ledger', reason })),
      ...(await documentGaps(documents, ports)),
    ],
    coverage: [
      ...subscriptions.map((subscriptionId) => ({ subscriptionId, log: 'phiwatch at work', ...working })),
      // A workspace takes the logs of many subscriptions, and is read as one.
      ...logCoverage(period, hours, closing.at).map((each) => ({ subscriptionId: 'all', ...each })),
    ],
    ledger: { from, to },
  };
}

/** All files but those that the package adds itself, one at a time. */
async function* filesOf(
  facts: EvidenceFacts,
  parts: readonly CollectionPart[],
  { files }: LedgerSegments,
  documents: readonly AttestedDocument[],
  views: readonly PopulationView[],
  readers: PackageReaders,
  { evidence }: CollectionPorts,
): AsyncGenerator<PackageFile> {
  for (const part of parts)
    for (const artifact of part.artifacts) {
      const content = await readArtifact(artifact, evidence);
      // Its hash as collected shows that what counsel has later is the same.
      const shown = content
        ? { collectedSha256: artifact.sha256, ...releaseTo(content, readers.class, readers.released) }
        : { missing: changedWhy(artifact) };
      yield { path: artifact.path, content: Buffer.from(canonicalJson(shown)) };
    }
  for (const document of documents) {
    const read = await readDocument(document, evidence);
    if ('content' in read) yield { path: `documents/${document.id}`, content: read.content };
  }
  yield* populationFiles(views);
  yield* files();
  yield* reportFiles(facts);
}

/** The gaps that documents leave which are not there as they were signed. */
async function documentGaps(documents: readonly AttestedDocument[], { evidence }: CollectionPorts) {
  const gaps: EvidenceGap[] = [];
  for (const document of documents) {
    const read = await readDocument(document, evidence);
    if ('content' in read) continue;
    const { attestations, expected, found = 'nothing' } = read;
    gaps.push({
      collector: 'documents',
      reason: `the document of ${attestations.join(', ')} is not there as it was signed: expected ${expected}, found ${found}`,
    });
  }
  return gaps;
}
