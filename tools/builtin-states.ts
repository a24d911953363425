import { existsSync } from 'node:fs';
import { estate } from '@phiwatch/sample-hospital';
import Table from 'cli-table3';
import { loadCatalogue } from '../src/rules/controls/index.ts';
import { builtinsFolder, readBuiltins } from './builtin-states/shared.ts';
import { compileAll, evaluateWithin, statesOf } from './builtin-states/states.ts';

/** `npm run -s builtins`: what Azure's built-in HITRUST definitions say of the sample estate. */
if (!existsSync(builtinsFolder)) {
  console.error(`${builtinsFolder} is absent: it holds the definitions, and is no part of the project`);
  process.exit(1);
}
const { definitions, aliases } = readBuiltins();
const resources = estate();
const evaluate = evaluateWithin(resources, new Date().toISOString(), loadCatalogue().types);
const rows = compileAll(definitions, aliases).map((each) => statesOf(each, resources, evaluate));

const states = ['NonCompliant', 'Unknown', 'Compliant', 'NotApplicable'] as const;
const table = new Table({
  head: ['definition', ...states, 'why Unknown, or refused'],
  style: { head: [], border: [] },
});
const ranked = rows.toSorted(
  (a, b) => b.counts.NonCompliant - a.counts.NonCompliant || a.title.localeCompare(b.title),
);
for (const { title, counts, refused, reasons } of ranked) {
  const [first = '', ...others] = reasons;
  const why = refused ?? (others.length > 0 ? `${first} (and ${others.length} more)` : first);
  table.push([title.slice(0, 80), ...states.map((state) => counts[state]), why.slice(0, 60)]);
}
console.log(table.toString());
const sums = states.map((state) => `${rows.reduce((sum, { counts }) => sum + counts[state], 0)} ${state}`);
const refused = rows.filter((row) => row.refused !== undefined).length;
console.log(
  `${rows.length} definitions, ${refused} refused, ${resources.length} resources: ${sums.join(', ')}`,
);
