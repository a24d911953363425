import type { Response, ResponseSummary } from '../src/response/responses/index.ts';
import type { Words } from './words.ts';

type Drift = Response['drift'];

/** Names who made the change, as far as it is known. */
export function changedBy({ actor, candidates, foundBy }: Drift): Words {
  if (actor?.objectId !== undefined) return [...kindOf(actor.kind), { who: actor.objectId }];
  if (actor?.appId !== undefined) return ['an application, ', { who: actor.appId }];
  const [first, ...others] = [...new Set(candidates.flatMap((each) => each.actor?.objectId ?? []))];
  if (first !== undefined) return ['one of ', { who: first }, ...others.flatMap((who) => [', ', { who }])];
  return [foundBy === 'full-scan' ? 'unknown: found by the nightly scan' : 'unknown'];
}

function kindOf(kind: NonNullable<Drift['actor']>['kind']): readonly string[] {
  return kind === 'ServicePrincipal' || kind === 'ManagedIdentity' ? ['an application, '] : [];
}

/** Says in two or three words, for a list, how a response stands. */
export function standingOf({ status, remediation, acknowledgedBy }: Response | ResponseSummary): string {
  if (remediation?.status === 'asked') return 'waits for approval';
  const fix = fixes[remediation?.status ?? ''];
  if (fix !== undefined) return fix;
  if (status === 'disputed') return 'disputed';
  if (status === 'escalated') return 'overdue';
  return acknowledgedBy === undefined ? 'nobody works on it' : 'in progress';
}

const fixes: Readonly<Record<string, string>> = {
  decided: 'being fixed',
  written: 'being checked',
  blocked: 'fix blocked',
};
