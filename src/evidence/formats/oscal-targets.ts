import { statusBasis } from '../../model/index.ts';
import type { SafeguardStatus } from '../../model/index.ts';
import { statusMeanings } from './package-claims.ts';
import { oneLine } from './one-line.ts';
import { prop } from './oscal-parts.ts';
import type { OscalPart } from './oscal-parts.ts';

/** The status in OSCAL's two words. Only proofs on record, all of them, are `satisfied`; no policy by itself ever is. */
const oscalStates: Readonly<
  Record<Exclude<SafeguardStatus, 'does-not-apply'>, readonly [state: string, reason: string]>
> = {
  'findings-open': ['not-satisfied', 'fail'],
  unknown: ['not-satisfied', 'other'],
  'risk-accepted': ['not-satisfied', 'other'],
  'proofs-on-record': ['satisfied', 'pass'],
};

/** Returns the target of a finding, with its status and the sentence that this is no conclusion of law. */
export function targetOf(token: string, title: string, status: keyof typeof oscalStates): OscalPart {
  const [state, reason] = oscalStates[status];
  return {
    type: 'objective-id',
    'target-id': objectiveId(token),
    title: oneLine(title),
    props: [prop('status', status)],
    status: { state, reason, remarks: `${statusMeanings[status]} ${statusBasis}` },
  };
}

/** Makes the objective that a target points at, as no catalogue in OSCAL has the safeguards of HIPAA. */
export function objectiveOf(token: string, title: string): OscalPart {
  return {
    'control-id': token,
    parts: [{ id: objectiveId(token), name: 'assessment-objective', prose: title }],
  };
}

function objectiveId(token: string): string {
  return `${token}_obj`;
}
