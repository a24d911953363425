import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

/** The files that take longest, in this order: the checks of all files, thousands of orchestrations, whole worlds. */
const long = [/\/test\/checks\.test\.ts$/, /\/durable\/random\.test\.ts$/, /\/test\/(e2e|browser)\//];

function rank({ moduleId }: TestSpecification): number {
  const found = long.findIndex((each) => each.test(moduleId));
  return found < 0 ? long.length : found;
}

/** Begins with the files that take longest, so that none of them is left for the end, when the other workers have nothing to do. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort
    const usual = await super.sort(files);
    return usual.toSorted((a, b) => rank(a) - rank(b));
  }
}
