import { isDeepStrictEqual } from 'node:util';
import { concurrently } from '../../base/index.ts';
import type { Attempt, PolicyReader } from '../../platform/azure/index.ts';
import { failureReason } from '../../platform/azure/index.ts';
import type { ResourceType } from '../../rules/controls/index.ts';
import { isChosenFor } from './api-versions.ts';
import { documentsNamed } from './initiative-members.ts';
import { reduceProviders } from './provider-aliases.ts';
import type { Document, Snapshot } from './types.ts';
import { documentKey } from './types.ts';

interface Collecting {
  readonly reader: PolicyReader;
  readonly now: () => Date;
  /** Those of the catalogue, by lower-case type. */
  readonly types: ReadonlyMap<string, ResourceType>;
}

const atOnce = 8;

/** Built-in definitions and the provider list change seldom; what a version pattern names may change all the same. */
const recentHours = 24;

/**
 * Reads the policies that are assigned to a subscription. What cannot be read now stands as it was, and is said;
 * what was never read is there with its trouble.
 */
export async function collectPolicies(
  subscriptionId: string,
  previous: Snapshot | undefined,
  collecting: Collecting,
): Promise<Snapshot> {
  const { reader, now, types } = collecting;
  const trouble: string[] = [];
  const readAt = now().toISOString();
  const or = <T>(what: string, outcome: Attempt<T>, before: T): T => {
    if (outcome.kind === 'read') return outcome.value;
    trouble.push(`${what}: ${troubleIn(outcome)}`);
    return before;
  };
  const [assigned, exempt] = await Promise.all([
    reader.assignments(subscriptionId),
    reader.exemptions(subscriptionId),
  ]);
  const assignments = or('assignments', assigned, previous?.assignments ?? []);
  const exemptions = or('exemptions', exempt, previous?.exemptions ?? []);

  const documents: Record<string, Document> = {};
  // Initiatives first: they name their definitions.
  for (let round = 0; round < 2; round += 1) {
    const named = new Map(
      documentsNamed(assignments, documents).map((each) => [documentKey(each.id, each.version), each]),
    );
    const open = [...named].filter(([key]) => !(key in documents));
    await concurrently(open, atOnce, async ([key, { id, version }]) => {
      const before = previous?.documents[key];
      documents[key] = isFresh(before, now()) ? before : await readDocument(id, version, before, collecting);
    });
  }
  const definitions = Object.values(documents).flatMap((each) => ('json' in each ? [each.json] : []));
  const unchanged =
    previous !== undefined &&
    previous.trouble.length === 0 &&
    sameDocuments(previous.documents, documents) &&
    isRecent(previous.providersReadAt, now()) &&
    isChosenFor(previous.versions, types);
  const reduced: Reduced = unchanged
    ? previous
    : or<Reduced>(
        'aliases',
        mapped(await reader.providers(subscriptionId), (providers) => ({
          ...reduceProviders(providers, definitions, types),
          providersReadAt: readAt,
        })),
        previous ?? { aliases: {}, types: [] },
      );
  const { aliases, types: further, versions, providersReadAt } = reduced;
  return {
    subscriptionId,
    readAt,
    assignments,
    exemptions,
    documents,
    aliases,
    types: further,
    ...(versions && { versions }),
    ...(providersReadAt !== undefined && { providersReadAt }),
    trouble,
  };
}

function mapped<T, U>(outcome: Attempt<T>, change: (value: T) => U): Attempt<U> {
  return outcome.kind === 'read' ? { ...outcome, value: change(outcome.value) } : outcome;
}

/** The part of the provider list that is kept. */
type Reduced = Pick<Snapshot, 'aliases' | 'types' | 'versions' | 'providersReadAt'>;

/** A failed read leaves a definition as it was; one that is refused, gone or does not fit is Unknown from now on. */
async function readDocument(
  id: string,
  version: string | undefined,
  before: Document | undefined,
  { reader, now }: Collecting,
): Promise<Document> {
  const outcome = await reader.document(id, version);
  const readAt = now().toISOString();
  if (outcome.kind === 'read') return { ...outcome.value, readAt };
  const passing = outcome.kind === 'failed' || outcome.kind === 'throttled';
  if (passing && before && !('trouble' in before)) return before;
  return { id, readAt, trouble: troubleIn(outcome) };
}

function troubleIn(outcome: Exclude<Attempt<unknown>, { kind: 'read' }>): string {
  if (outcome.kind === 'gone') return 'it is not there';
  return outcome.kind === 'malformed' ? outcome.reason : failureReason(outcome);
}

function isFresh(document: Document | undefined, now: Date): document is Document {
  if (!document || 'trouble' in document || !document.builtIn) return false;
  return isRecent(document.readAt, now);
}

function isRecent(readAt: string | undefined, now: Date): boolean {
  return readAt !== undefined && now.getTime() - Date.parse(readAt) < recentHours * 3600 * 1000;
}

function sameDocuments(one: Snapshot['documents'], other: Snapshot['documents']): boolean {
  return isDeepStrictEqual(contents(one), contents(other));
}

/** Returns what was read, whenever that was. */
function contents(documents: Snapshot['documents']): ReadonlyMap<string, unknown> {
  return new Map(
    Object.entries(documents).map(([key, each]) => [key, 'json' in each ? each.json : undefined]),
  );
}
