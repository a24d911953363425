import { z } from 'zod';
import type { Clock } from '../../base/index.ts';
import type { Records } from '../../model/index.ts';
import type { Caller } from '../../platform/auth/index.ts';
import { checked, everyOwner, saveNew, text } from '../../records/index.ts';
import type { Saved, Saving } from '../../records/index.ts';
import { releaseClasses } from '../model/index.ts';
import { collectionId } from './legal-hold.ts';

export const productionRequest = z.strictObject({
  class: z.enum(releaseClasses),
  /** The receiver: a firm, an authority; no person. */
  to: text(200),
  why: text(1000),
});

/** A line of the production log: what goes to whom, by whose decision. A package that is not there yet is made for it. */
export interface Production extends z.infer<typeof productionRequest> {
  readonly collection: string;
  readonly decidedBy: string;
  /** `asked`: the package is being made. */
  readonly status: 'asked' | 'made';
  /** The package as it goes out. */
  readonly blob?: string;
  readonly sha256?: string;
  readonly madeAt?: string;
  /** Ids of the incidents whose narratives counsel had released to the class. */
  readonly released?: readonly string[];
}

/** Puts on record that a package goes to somebody. */
export async function askProduction(
  collection: string,
  input: unknown,
  caller: Pick<Caller, 'objectId' | 'kind'>,
  { productions, clock }: { readonly productions: Records<Production>; readonly clock: Pick<Clock, 'now'> },
  newId: Saving['newId'],
): Promise<Saved<Production>> {
  if (caller.kind === 'application') return { kind: 'forbidden', why: 'application' };
  const request = checked(productionRequest, input);
  if (request.kind === 'invalid') return request;
  const known = checked(collectionId, collection);
  if (known.kind === 'invalid') return { kind: 'not-found' };
  const now = clock.now().toISOString();
  const production: Production = {
    ...request.value,
    collection,
    decidedBy: caller.objectId,
    status: 'asked',
  };
  return saveNew(productions, everyOwner, production, { now, newId });
}
