import type { z } from 'zod';
import { counted, issuesOf } from '../../src/base/index.ts';
import type { FieldIssue } from '../../src/base/index.ts';
import { planSchema, planTrouble, revisionRequest } from '../../src/drills/plans/index.ts';
import type { DrillPlan } from '../../src/drills/plans/index.ts';
import { UsageError } from '../fail.ts';
import { givenPath } from '../given-path.ts';
import { oneLine } from '../one-line.ts';
import { readText } from '../read-text.ts';

const kibibyte = 1024;
/** Characters of a body that the API takes; a file may have blanks, and characters of several bytes, beside them. */
const mostCharacters = 64 * kibibyte;
const mostBytes = 4 * mostCharacters;
/** The characters of a field's name that are shown: whoever wrote the file chose it. */
const mostOfName = 200;

const drillGroup =
  /^\/subscriptions\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/resourceGroups\/[^/?#]{1,90}$/i;

/** Reads a plan, or the body that signs one, and checks it as the API would. Trouble is told with the field, and what was expected of it. */
export async function readPlan(file: string, group?: string): Promise<DrillPlan> {
  const refuse = (why: string, cause?: unknown) => new UsageError(`${file}: ${why}`, { cause });
  if (group !== undefined && !drillGroup.test(group))
    throw new UsageError(
      '--group: must be the id of a resource group (/subscriptions/ID/resourceGroups/NAME)',
    );
  const json = parsed(await readText(givenPath(file), mostBytes, file), refuse);
  const isBody = typeof json === 'object' && json !== null && Object.hasOwn(json, 'plan');
  const plan = isBody ? checked(revisionRequest, json, refuse).plan : checked(planSchema, json, refuse);
  if (JSON.stringify(json).length > mostCharacters)
    throw refuse(`must have at most ${mostCharacters / kibibyte} KiB: the API takes no more`);
  const trouble = planTrouble(plan, group);
  if (trouble) throw refuse(issueText({ ...trouble, field: `${isBody ? 'plan.' : ''}${trouble.field}` }));
  return plan;
}

type Refuse = (why: string, cause?: unknown) => UsageError;

function parsed(text: string, refuse: Refuse): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refuse(`not JSON: ${oneLine((cause as SyntaxError).message)}`, cause);
  }
}

function checked<T>(schema: z.ZodType<T>, json: unknown, refuse: Refuse): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const [first = { field: '', why: 'is not valid' }, ...others] = issuesOf(result.error);
  const more = others.length === 0 ? '' : ` (and ${counted(others.length, 'more fault')})`;
  throw refuse(`${issueText(first)}${more}`, result.error);
}

function issueText({ field, why }: FieldIssue): string {
  return `${oneLine(field, mostOfName) || 'the plan'} ${why}`;
}
