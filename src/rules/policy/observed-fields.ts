import type { Resource } from '../../model/index.ts';
import type { FieldObservation } from './compiler.ts';
import type { Rule } from './evaluate-policy.ts';
import { frameFor } from './frame.ts';
import type { Frame } from './frame.ts';
import { Undecidable } from './policy-error.ts';
import type { EvaluationContext, RelatedLookup } from './types.ts';

/** A value longer than this, as JSON, is cut. */
const LONGEST = 500;

/** Returns the values that a rule reads of a resource and of the related ones that are at hand, by path. */
export function observe(
  observed: readonly FieldObservation[],
  rule: Rule,
  resource: Resource,
  context: EvaluationContext,
  lookup: RelatedLookup | undefined,
): Readonly<Record<string, unknown>> {
  const frame = frameFor(resource, context);
  const values: Record<string, unknown> = {};
  const note = (section: FieldObservation['section'], prefix: string): void => {
    for (const each of observed) if (each.section === section) record(values, each, frame, prefix);
  };
  note('if', '');
  for (const related of relatedOf(rule, frame, lookup)) {
    frame.related = related;
    note('existence', `${rule.related?.type}/${related.name ?? ''}: `);
  }
  return values;
}

function record(into: Record<string, unknown>, each: FieldObservation, frame: Frame, prefix: string): void {
  try {
    into[prefix + each.path(frame)] = cut(each.read(frame) ?? null);
  } catch (error) {
    // What cannot be read has no value to compare with; the verdict says why.
    if (!(error instanceof Undecidable)) throw error;
  }
}

function relatedOf(rule: Rule, frame: Frame, lookup: RelatedLookup | undefined): readonly Resource[] {
  if (!rule.related || !lookup) return [];
  try {
    const answer = lookup(rule.related.query(frame));
    return answer && 'resources' in answer ? answer.resources : [];
  } catch (error) {
    if (error instanceof Undecidable) return [];
    throw error;
  }
}

function cut(value: unknown): unknown {
  const text = JSON.stringify(value);
  return text !== undefined && text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : value;
}
