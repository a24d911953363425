import type { DecidingField, Resource } from '../../model/index.ts';
import type { Verdict } from './types.ts';
import { isObject } from './value.ts';

export const NONE: readonly DecidingField[] = [];

export const COMPLIANT: Verdict = { state: 'Compliant', fields: NONE };

export const NOT_OF_SCOPE = notApplicable('the policy is not about this resource');

export const DISABLED = notApplicable('the policy is disabled');

export const MALFORMED = unknown('malformed: properties is not an object');

export const STATELESS = notApplicable('the effect has no compliance state');

function notApplicable(reason: string): Verdict {
  return { state: 'NotApplicable', reason, fields: NONE };
}

export function unknown(reason: string): Verdict {
  return { state: 'Unknown', reason, fields: NONE };
}

/** Whether what ARM returns as an object is something else, so that nothing read from it means anything. */
export function isMalformed({ properties }: Resource): boolean {
  return properties !== undefined && !isObject(properties);
}

/** The explanation costs more than the verdict and is seldom asked for: it is worked out when it is. */
export class NonCompliant implements Verdict {
  readonly state = 'NonCompliant';
  private readonly explain: () => readonly DecidingField[];
  private explained: readonly DecidingField[] | undefined;

  constructor(explain: () => readonly DecidingField[]) {
    this.explain = explain;
    this.explained = undefined;
  }

  get fields(): readonly DecidingField[] {
    return (this.explained ??= this.explain());
  }

  toJSON(): Verdict {
    return { state: this.state, fields: this.fields };
  }
}

/** Each condition once; nothing there is told as null. */
export function distinct(fields: readonly DecidingField[]): DecidingField[] {
  const seen = new Set<string>();
  return fields
    .filter(({ path, expected }) => seen.size < seen.add(`${path} ${expected}`).size)
    .map((field) => (field.actual === undefined ? { ...field, actual: null } : field));
}
