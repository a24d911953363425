import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { habits, writeLogs } from '@phiwatch/sample-hospital/logs';
import type { HabitsName, Label, Lookalike } from '@phiwatch/sample-hospital/logs';
import { measured, together } from './access-figures/measured.ts';
import type { Measured } from './access-figures/measured.ts';
import { Observed } from './access-figures/observed.ts';
import { printFigures } from './access-figures/print.ts';
import type { Column } from './access-figures/print.ts';
import { publicRules } from './access-figures/public-rules.ts';
import type { Person } from './access-figures/public-rules.ts';
import { review } from './access-figures/review.ts';

/**
 * `npm run -s access-figures -- [--seeds 11,12,13,14,15] [--habits a,b] [--strengths 1,0.4] [--details]`: what
 * `phiwatch access-review` finds in generated logs, beside rules as public collections have them, on the same rows.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '11,12,13,14,15' },
    habits: { type: 'string', default: Object.keys(habits).join(',') },
    strengths: { type: 'string', default: '1,0.4' },
    details: { type: 'boolean', default: false },
  },
});

interface Run {
  readonly strength: number;
  readonly habits: HabitsName;
  readonly ours: Measured;
  readonly theirs: Measured;
}

const json = async <T>(folder: string, name: string): Promise<T> =>
  JSON.parse(await readFile(join(folder, name), 'utf8')) as T;

const day = 86_400_000;

async function run(seed: number, name: HabitsName, strength: number): Promise<Run> {
  const folder = await mkdtemp(join(tmpdir(), 'access-figures-'));
  try {
    const observed = new Observed();
    const written = writeLogs(folder, { seed, habits: name, strength }, (rows) => observed.add(rows));
    const labels = await json<Label[]>(folder, 'labels.json');
    const directory = await json<{ principals: (Person & { id: string })[] }>(folder, 'directory.json');
    const window = {
      from: Date.parse(written.from),
      watched: Date.parse(written.watched),
      to: Date.parse(written.to),
    };
    const active = [...observed.hours.values()].filter(({ at }) => at >= window.watched && at < window.to);
    const entityDays = new Set(active.map(({ principal, at }) => `${principal} ${Math.floor(at / day)}`))
      .size;
    const scope = { entityDays, days: (window.to - window.watched) / day };
    const people = new Map(directory.principals.map((each) => [each.id, each]));
    const theirs = measured(labels, publicRules(observed, people, window), scope);
    const started = performance.now();
    const anomalies = await review(folder, written);
    const seconds = (performance.now() - started) / 1000;
    const ours = measured(labels, anomalies, scope);
    console.log(
      `seed ${seed}, habits ${name}, strength ${strength}: ${written.total} rows reviewed in ${seconds.toFixed(0)} s, ` +
        `${ours.alerts} alerts, ${ours.false.length} of them false, ${ours.missed.length} of ${labels.length} incidents missed`,
    );
    if (values.details) print(ours, await json<Lookalike[]>(folder, 'lookalikes.json'));
    return { strength, habits: name, ours, theirs };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Prints what was missed and what was false, so that one can look at it. */
function print(figures: Measured, lookalikes: readonly Lookalike[]): void {
  for (const { kind, what, principal, start } of figures.missed)
    console.log(`  missed ${kind} (${what}) ${principal} ${start}`);
  for (const each of figures.false) {
    const like = lookalikes.find(({ principal }) => each.principals.includes(principal));
    const explanation = 'explanation' in each ? String(each.explanation) : '';
    console.log(
      `  false ${each.kinds.join(', ')} ${each.principals[0]} ${new Date(each.start).toISOString()} ${like?.what ?? ''} ${explanation}`,
    );
  }
}

const runs: Run[] = [];
const strengths = values.strengths.split(',').map(Number);
for (const name of values.habits.split(',') as HabitsName[])
  for (const strength of strengths)
    for (const seed of values.seeds.split(',').map(Number)) runs.push(await run(seed, name, strength));

for (const name of new Set(runs.map((each) => each.habits))) {
  const columns = strengths.flatMap((strength): Column[] => {
    const same = runs.filter((each) => each.habits === name && each.strength === strength);
    return [
      { title: `phiwatch, ${strength}`, figures: together(same.map(({ ours }) => ours)) },
      { title: `public rules, ${strength}`, figures: together(same.map(({ theirs }) => theirs)) },
    ];
  });
  console.log(`\nHabits ${name}: recall (whatever the kind) by kind`);
  printFigures(columns);
}
