import type { TokenCredential } from '@azure/core-auth';
import { parseDirectory } from '../phi-access/model/index.ts';
import { readDocument } from '../platform/azure-clients/index.ts';
import type { Settings } from './settings.ts';

/** People join and marry: names are read again after this. */
const keptMs = 15 * 60_000;

/** Characters of a name that are shown: a feed may hold anything, and a card has its limit. */
const longest = 100;

/** Looks names up in the directory feed. Undefined: no feed is configured. */
export function createNames(
  { directory }: Pick<Settings, 'directory'>,
  credential: TokenCredential,
  now: () => Date,
): ((objectId: string) => Promise<string | undefined>) | undefined {
  if (directory === undefined) return undefined;
  let names = Promise.resolve<ReadonlyMap<string, string>>(new Map());
  let until = 0;
  return async (objectId) => {
    if (now().getTime() >= until) {
      // After a failure too: a feed that is away is not asked for each name.
      until = now().getTime() + keptMs;
      names = read(directory, credential);
    }
    return (await names).get(objectId.toLowerCase());
  };
}

async function read(source: string, credential: TokenCredential): Promise<ReadonlyMap<string, string>> {
  // Patients' hashes in the feed are of no use here, so they are left as they are.
  const { principals } = parseDirectory(JSON.parse(await readDocument(source, credential)), (hash) => hash);
  return new Map(
    [...principals.values()].flatMap(({ id, displayName }) =>
      displayName === undefined ? [] : [[id, displayName.slice(0, longest)] as const],
    ),
  );
}
