import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { faultsOf } from './faults.ts';
import type { Fault } from './faults.ts';
import { hashOf } from './hash-of.ts';
import { read, write } from './notes.ts';
import type { Note, Outcome } from './notes.ts';
import { runRounds } from './rounds.ts';

export interface TriedFault extends Fault {
  /** Ignored: it ran only while modules were loaded, when none can be active. */
  readonly status: Outcome | 'NoCoverage' | 'Ignored';
  /** The file of tests that noticed it, as it was then. */
  readonly by?: { readonly file: string; readonly hash: string };
}

export interface FolderToTry {
  readonly root: string;
  readonly folder: string;
  /** Forgets the last run. */
  readonly all: boolean;
}

/** Tries the faults of a folder. `.phiwatch/mutation/` keeps what came of each. */
export async function tryFolder({ root, folder, all }: FolderToTry): Promise<TriedFault[]> {
  const kept = join(root, '.phiwatch/mutation', folder.replaceAll('/', '-'));
  const [results, notes] = [`${kept}.json`, `${kept}.notes`];
  mkdirSync(join(root, '.phiwatch/mutation'), { recursive: true });
  rmSync(notes, { force: true });
  const { faults, sources } = await faultsOf(root, folder);
  const known = all ? new Map<string, TriedFault>() : noticedBefore(root, results);
  for (const { id, key } of faults) {
    const { by, status } = known.get(key) ?? {};
    if (by) write(notes, { kind: 'result', file: join(root, by.file), id, outcome: status as Outcome });
  }
  const ids = faults.filter(({ key }) => !known.has(key)).map(({ id }) => id);
  if (ids.length > 0) await runRounds({ root, folder, sources, ids, notes });
  const found = read(notes);
  for (const note of found) {
    if (note.kind === 'unrepeatable')
      console.error(`${note.file} cannot run twice, and notices nothing: ${note.errors[0]}`);
  }
  const tried = faults.map((fault) => ({ ...fault, ...statusOf(root, fault.id, found) }));
  writeFileSync(results, JSON.stringify(tried, undefined, 2));
  return tried;
}

/** By key, the faults of the last run whose test is as it was; the key is gone where the code has changed. */
function noticedBefore(root: string, results: string): Map<string, TriedFault> {
  if (!existsSync(results)) return new Map();
  const faults = JSON.parse(readFileSync(results, 'utf8')) as TriedFault[];
  return new Map(
    faults
      .filter(({ by }) => by && existsSync(join(root, by.file)) && hashOf(join(root, by.file)) === by.hash)
      .map((fault) => [fault.key, fault]),
  );
}

function statusOf(root: string, id: string, notes: readonly Note[]): Pick<TriedFault, 'status' | 'by'> {
  const noticed = notes.find(
    (note) => note.kind === 'result' && note.id === id && note.outcome !== 'Survived',
  );
  if (noticed?.kind === 'result') {
    const { file, outcome } = noticed;
    return { status: outcome, by: { file: relative(root, file), hash: hashOf(file) } };
  }
  if (notes.some((note) => note.kind === 'covers' && note.ids.includes(id))) return { status: 'Survived' };
  const loading = notes.some((note) => note.kind === 'covers' && note.loading.includes(id));
  return { status: loading ? 'Ignored' : 'NoCoverage' };
}
