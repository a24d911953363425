import type { Head } from '../store/types.ts';
import type { Ports, Task } from './types.ts';

/**
 * What was known of a resource under the id that it had before a move. Undefined where there was no move, where it is
 * known under its new id already, or where its old id has been closed.
 */
export async function knownBeforeMove(
  { movedFrom }: Task,
  head: Head | undefined,
  { store }: Ports,
): Promise<Head | undefined> {
  if (movedFrom === undefined || (head && !head.gone)) return undefined;
  const old = (await store.read(movedFrom))?.head;
  return old?.gone ? undefined : old;
}
