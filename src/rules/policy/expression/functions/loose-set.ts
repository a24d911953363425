import { spend } from '../../step-budget.ts';
import { foldCase } from '../../text.ts';
import { isAbsent, isScalar, looselyEqual, scalarText } from '../../value.ts';

/** Values, to be looked up by loose equality: scalars at once, arrays and objects one by one. */
export class LooseSet {
  readonly #scalars = new Set<string>();
  readonly #others: unknown[] = [];

  constructor(values: readonly unknown[] = []) {
    for (const value of values) this.add(value);
  }

  add(value: unknown): true {
    if (isScalar(value) || isAbsent(value)) this.#scalars.add(keyOf(value));
    else this.#others.push(value);
    return true;
  }

  has(value: unknown): boolean {
    if (isScalar(value) || isAbsent(value)) return this.#scalars.has(keyOf(value));
    return includes(this.#others, value);
  }
}

function keyOf(value: string | number | boolean | null | undefined): string {
  return isAbsent(value) ? '' : foldCase(scalarText(value));
}

/** Whether a value stands in an array. @throws Undecidable beyond the budget */
export function includes(values: readonly unknown[], sought: unknown): boolean {
  spend(values.length);
  return values.some((value) => looselyEqual(value, sought));
}
