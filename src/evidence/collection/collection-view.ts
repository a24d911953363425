import type { EvidenceGap } from '../model/index.ts';
import type { Collection } from './collection.ts';
import { gapsIn } from './gather-facts.ts';
import type { CollectionPorts } from './ports.ts';

/** A collection as people see it. */
export interface CollectionView extends Omit<Collection, 'parts' | 'closing' | 'planned'> {
  /** When all parts had ended. */
  readonly closedAt?: string;
  readonly parts: { readonly all: number; readonly ended: number; readonly givenUp: number };
  readonly gaps: readonly EvidenceGap[];
  /** Parts that failed and are tried again. */
  readonly retrying: readonly (EvidenceGap & { readonly tries: number })[];
}

export type CollectionSummary = Omit<CollectionView, 'parts' | 'gaps' | 'retrying'>;

/** All collections in short, the newest first. */
export async function collectionSummaries({
  collections,
}: Pick<CollectionPorts, 'collections'>): Promise<readonly CollectionSummary[]> {
  const all = (await collections.all()).map(({ value }) => summaryOf(value));
  return all.toSorted((one, other) => (one.requestedAt < other.requestedAt ? 1 : -1));
}

/** One collection with how far it is, and its gaps. */
export async function collectionView(
  id: string,
  { collections, partsOf, evidence }: Pick<CollectionPorts, 'collections' | 'partsOf' | 'evidence'>,
): Promise<CollectionView | undefined> {
  const found = await collections.read(id);
  if (!found) return undefined;
  const parts = (await partsOf(id).all()).map(({ value }) => value);
  return {
    ...summaryOf(found.value),
    parts: {
      all: parts.length,
      ended: parts.filter(({ status }) => status !== 'open').length,
      givenUp: parts.filter(({ status }) => status === 'given-up').length,
    },
    gaps: await gapsIn(parts, evidence),
    retrying: parts.flatMap(({ status, collector, scope, tries, failed }) =>
      status === 'open' && failed !== undefined
        ? [{ collector, ...(scope !== undefined && { scope }), reason: failed, tries }]
        : [],
    ),
  };
}

function summaryOf({ parts: _parts, planned: _planned, closing, ...shown }: Collection): CollectionSummary {
  return { ...shown, ...(closing && { closedAt: closing.at }) };
}
