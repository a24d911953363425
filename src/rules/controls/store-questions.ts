import * as z from 'zod';
import type { DataFolder } from './data-folder.ts';

/** The questions that are asked of every type of resource that may hold PHI. */
export const storeQuestions = ['exposure', 'transit', 'rest', 'logs', 'backup', 'identity'] as const;

export type StoreQuestion = (typeof storeQuestions)[number];

/** Why no policy answers a question for a type. */
export interface Unasked {
  readonly reason: string;
  /** The question makes no sense for the type, or another resource answers it. False: the answer is not known. */
  readonly settled: boolean;
}

/** The reasons, by lower-case type and question. */
export type StoreReasons = ReadonlyMap<string, ReadonlyMap<StoreQuestion, Unasked>>;

const cell = z.union([
  z.strictObject({ settled: z.string().min(1) }),
  z.strictObject({ open: z.string().min(1) }),
]);

const matrix = z.record(
  z.string().refine((name) => name === name.toLowerCase(), 'must be in lower case'),
  z.partialRecord(z.enum(storeQuestions), cell),
);

export function readStoreReasons(folder: DataFolder): StoreReasons {
  return new Map(
    Object.entries(folder.read('store-matrix.json', matrix)).map(([type, cells]) => [
      type,
      new Map(
        Object.entries(cells).map(([question, value]) => [
          question as StoreQuestion,
          'settled' in value
            ? { reason: value.settled, settled: true }
            : { reason: value.open, settled: false },
        ]),
      ),
    ]),
  );
}
