import { estimateOf, planSchema } from '../../src/drills/plans/index.ts';
import type { DrillPlan } from '../../src/drills/plans/index.ts';
import { findApp, getEntries, understood } from '../api.ts';
import type { AppOptions } from '../api.ts';
import { commandName } from '../command-name.ts';
import { UsageError } from '../fail.ts';
import { jsonText } from '../json-text.ts';
import { oneLine } from '../one-line.ts';
import { write } from '../output.ts';
import { momentText } from './amounts.ts';
import { revisionAnswer } from './answers.ts';
import { readPlan } from './plan-file.ts';
import { planText } from './plan-text.ts';

interface Options extends AppOptions {
  readonly format: 'table' | 'json';
  readonly group?: string;
}

const example = 'controls/drills/quarterly.json';

/** Revisions of a page: as many of the largest that may be stay within what is read of an answer. */
const revisionsOfPage = 50;

/** Checks the plan of a file, and shows it. */
export async function checkFile(file: string, { format, group, ...app }: Options): Promise<void> {
  if (Object.keys(app).length > 0)
    throw new UsageError('a file is checked without an app: leave out --url, --token-file, --port, --folder');
  const plan = await readPlan(file, group);
  if (format === 'json') return print(plan);
  const fits =
    group === undefined
      ? 'The plan is valid. It was not compared with the drill group: --group ID does that.'
      : 'The plan is valid, and fits the drill group.';
  return write(planText(plan, [fits]));
}

/** Shows the plan in force, and who signed it. */
export async function showPlanInForce({ format, group, ...options }: Options): Promise<void> {
  if (group !== undefined) throw new UsageError('--group is for the plan of a file');
  const app = await findApp(options);
  let last: unknown;
  for await (const entry of getEntries(app, `/api/drills/plans?limit=${revisionsOfPage}`, 'revisions'))
    last = entry;
  if (last === undefined) return writeUnsigned(format);
  const { version, recordedAt, value } = understood(app, revisionAnswer, last);
  const { plan: signed, ...signature } = value;
  const plan = understood(app, planSchema, signed);
  if (format === 'json') return print(plan, { version, recordedAt, ...signature });
  const facts = [
    `Version ${version}, signed by ${signature.signedBy} at ${momentText(recordedAt)}`,
    `SHA-256 ${signature.sha256}`,
    `Why: ${signature.why}`,
    ...(signature.lessonsOf ? [`Lessons of ${signature.lessonsOf.join(', ')}`] : []),
  ];
  return write(
    planText(
      plan,
      facts.map((fact) => oneLine(fact)),
    ),
  );
}

/** The same members for a file and for the plan in force, beside those of its signature. */
function print(plan: DrillPlan, signature: object = {}): Promise<void> {
  return write(jsonText({ ...signature, estimate: estimateOf(plan), plan }));
}

async function writeUnsigned(format: Options['format']): Promise<void> {
  const words = `Nobody has signed a plan yet. An example is ${example}; ${commandName()} drill plan FILE checks one.`;
  if (format === 'table') return write(`${words}\n`);
  console.error(`note: ${words}`);
  return write(jsonText(null));
}
