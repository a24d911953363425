import { storeQuestions } from './store-questions.ts';
import type { StoreQuestion, Unasked } from './store-questions.ts';
import type { Catalogue } from './types.ts';

/** An answer to a question for a type: the policies that give it, or why none does. Neither: a gap. */
export type StoreCell =
  | { readonly kind: 'policies'; readonly policies: readonly string[] }
  | ({ readonly kind: 'reason' } & Unasked)
  | { readonly kind: 'gap' };

/** A type of resource that may hold PHI, as Azure spells it, with the answer to each question. */
export interface StoreRow {
  readonly type: string;
  readonly cells: Readonly<Record<StoreQuestion, StoreCell>>;
}

/** The matrix of types that may hold PHI and questions, by the name of the type. */
export function storeMatrix({
  policies,
  types,
  storeReasons,
}: Pick<Catalogue, 'policies' | 'types' | 'storeReasons'>): readonly StoreRow[] {
  const stores = Array.from(types).flatMap(([type, { dataStore }]) => (dataStore === true ? [type] : []));
  return [...new Set([...stores, ...storeReasons.keys()])].toSorted().map((type) => ({
    type: types.get(type)?.type ?? type,
    cells: Object.fromEntries(
      storeQuestions.map((question) => [question, cellOf(type, question)]),
    ) as StoreRow['cells'],
  }));

  function cellOf(type: string, question: StoreQuestion): StoreCell {
    const answering = policies.filter(
      ({ answers, policy }) =>
        answers?.includes(question) === true && policy.resourceTypes?.includes(type) === true,
    );
    if (answering.length > 0) return { kind: 'policies', policies: answering.map(({ name }) => name) };
    const reason = storeReasons.get(type)?.get(question);
    return reason ? { kind: 'reason', ...reason } : { kind: 'gap' };
  }
}
