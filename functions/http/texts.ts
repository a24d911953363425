import { randomBytes } from 'node:crypto';
import { showIncident } from '../../src/assurance/incidents/index.ts';
import { isAllHeld } from '../../src/evidence/retention/index.ts';
import { findAnomaly, isAnomalySubject, listSuppressions } from '../../src/phi-access/anomalies/index.ts';
import { withdrawalRequest, withdrawText } from '../../src/records/index.ts';
import type { TextRecord } from '../../src/records/index.ts';
import { textWithdrawal } from './answers/texts.ts';
import type { Call } from './guard.ts';
import { conflict, invalidBody, problem } from './problem.ts';
import { route } from './route.ts';
import { answerRefused, keptProblems } from './saved.ts';

route({
  name: 'texts-withdraw',
  method: 'POST',
  path: 'texts/withdrawal',
  summary:
    'Withdraws a text that must not be kept, as it names a patient: all versions of its record hold a tombstone in its place.',
  roles: ['PrivacyOfficer'],
  audit: 'change',
  people: true,
  body: { schema: withdrawalRequest, parse: false },
  answers: { 200: textWithdrawal },
  problems: keptProblems,
  handler: async ({ body, ...call }) => {
    const { caller, parts, concerns } = call;
    const withdrawn = await withdrawText(body, caller, {
      texts: parts.texts,
      clock: parts.ports.clock,
      newKey: () => randomBytes(32).toString('hex'),
      mayKnow: (record, id) => mayKnow(record, id, call),
      isHeld: async () => parts.evidence !== undefined && isAllHeld(parts.evidence.holding),
    });
    if (withdrawn.kind === 'withdrawn') {
      const { record, id, field } = withdrawn.withdrawal;
      concerns(`${record}/${id}/${field}`);
      return { status: 200, json: withdrawn.withdrawal };
    }
    if (withdrawn.kind === 'invalid') return invalidBody(withdrawn);
    if (withdrawn.kind === 'not-found') return problem(404, 'No such record');
    if (withdrawn.kind === 'conflict') return conflict(withdrawn.why);
    return answerRefused(withdrawn.why);
  },
});

/** Whoever is concerned by an incident, an anomaly or a suppression learns nothing of it, not even that it is there. */
async function mayKnow(
  record: TextRecord,
  id: string,
  { caller, parts }: Pick<Call, 'caller' | 'parts'>,
): Promise<boolean> {
  switch (record) {
    case 'incidents':
      return (await showIncident(id, caller, parts.ports)) !== undefined;
    case 'anomaly-suppressions':
      return (await listSuppressions(caller, parts.watching)).some((each) => each.id === id);
    case 'anomaly-verdicts': {
      const anomaly = await findAnomaly(id, parts.watching);
      return anomaly !== undefined && !isAnomalySubject(anomaly, caller);
    }
    default:
      return true;
  }
}
