import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TriedFault } from '../../tools/mutate/try-folder.ts';

const run = promisify(execFile);
const tool = join(import.meta.dirname, '../../tools/mutate.ts');

let folder: string;

beforeAll(async () => {
  // Within the project, where it finds the same packages.
  const within = join(import.meta.dirname, '../../.phiwatch');
  await mkdir(within, { recursive: true });
  folder = await mkdtemp(join(within, 'faulty-'));
  await cp(join(import.meta.dirname, 'faulty'), folder, { recursive: true });
});

afterAll(() => rm(folder, { recursive: true }));

async function mutate(): Promise<{ printed: string; statuses: Record<string, string> }> {
  const { VITEST: _, ...env } = process.env;
  const { stdout } = await run(process.execPath, [tool, 'sums'], { cwd: folder, env });
  const kept = JSON.parse(
    await readFile(join(folder, '.phiwatch/mutation/sums.json'), 'utf8'),
  ) as TriedFault[];
  const statuses = kept.map(({ before, after, status }) => [`${before} -> ${after}`, status]);
  return { printed: stdout, statuses: Object.fromEntries(statuses) as Record<string, string> };
}

describe('npm run mutate', () => {
  it('says which faults the tests notice, also after one that spoils the process', async () => {
    const { printed, statuses } = await mutate();
    expect(statuses).toMatchObject({
      'a + b -> a - b': 'Killed',
      'closed -> true': 'Killed',
      // They close `add` for good.
      'a > 1000 -> true': 'Killed',
      'a > 1000 -> a <= 1000': 'Killed',
      'a > 1000 -> a >= 1000': 'Survived',
      'a > 1000 -> false': 'Survived',
      'n <= upTo -> n < upTo': 'Killed',
      'n++ -> n--': 'Timeout',
      '2 * n -> 2 / n': 'NoCoverage',
      'false -> true': 'Ignored',
    });
    expect(printed).toContain('Survived src/sums/add.ts:6:7 EqualityOperator\n- a > 1000\n+ a >= 1000\n');
    expect(printed).toContain('NoCoverage src/sums/sum.ts:10:10 ArithmeticOperator\n- 2 * n\n+ 2 / n\n');
    expect(printed.trim().split('\n').at(-1)).toBe('| `sums` | 18 | 11 | 1 | 4 | 61 % |');
  });

  it('tries what was not noticed again, with the tests that are new', async () => {
    await writeFile(
      join(folder, 'test/sums/double.check.ts'),
      `import { expect, it } from 'vitest';
       import { double } from '../../src/sums/sum.ts';
       it('doubles', () => expect(double(3)).toBe(6));`,
    );
    expect((await mutate()).printed).toContain('| `sums` | 18 | 13 | 1 | 2 | 72 % |');
  });
});
