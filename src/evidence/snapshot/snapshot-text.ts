import { canonicalJson } from '../model/index.ts';
import type { PeriodSnapshot } from './snapshot.ts';

/** Writes a snapshot as canonical JSON, some of it at a time: a large one is never a single text. RFC 8785. */
export function* snapshotText(snapshot: PeriodSnapshot): Generator<string> {
  const members = Object.entries(snapshot)
    .filter(([, value]) => value !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  let before = '{';
  for (const [name, value] of members) {
    yield `${before}${JSON.stringify(name)}:`;
    before = ',';
    if (Array.isArray(value)) yield* itemsText(value);
    else yield canonicalJson(value);
  }
  yield '}';
}

/** Small texts are put together: each is a write of its own. */
const atOnce = 500;

function* itemsText(items: readonly unknown[]): Generator<string> {
  yield '[';
  for (let n = 0; n < items.length; n += atOnce) {
    const part = items.slice(n, n + atOnce).map((item) => canonicalJson(item));
    yield `${n > 0 ? ',' : ''}${part.join(',')}`;
  }
  yield ']';
}
