import type { RecordVersion } from '../model/index.ts';
import { everyOwner } from './owner.ts';
import type { RecordPorts } from './ports.ts';
import type { RecordBook } from './record-book.ts';

type Kind = Exclude<keyof RecordBook, 'notices' | 'controls'>;

type ValueOf<K extends Kind> = Awaited<ReturnType<RecordBook[K]['latest']>>[number]['value'];

/** The records of a kind, the last version of each; those of scopes by the watched subscriptions. */
export async function listRecords<K extends Kind>(
  kind: K,
  { records, subscriptions }: Pick<RecordPorts, 'records' | 'subscriptions'>,
): Promise<readonly RecordVersion<ValueOf<K>>[]> {
  const byScope = kind === 'exemptions' || kind === 'announcedChanges';
  const owners = byScope ? subscriptions : [everyOwner];
  const found = await Promise.all(owners.map((owner) => records[kind].latest(owner)));
  return found.flat();
}

/** Returns the history of a control, oldest first: each entry but the first is a drift of it. */
export async function controlDrifts(
  id: string,
  { records, catalogue }: Pick<RecordPorts, 'records' | 'catalogue'>,
) {
  return catalogue.control(id) ? records.controls.history(everyOwner, id) : 'no control';
}
