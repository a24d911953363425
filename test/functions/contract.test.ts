import { describe, expect, test } from 'vitest';
import { openToAnyone } from '../../functions/http/guard.ts';
import appRoles from '../../infra/app-roles.json' with { type: 'json' };
import { roles } from '../../src/platform/auth/index.ts';
import { httpFunctions } from '../../tools/access/http-functions.ts';

const functions = await httpFunctions();

/** It answers that an address, or a method, is not there. */
const catchAll = 'wrong-address';
const everyone =
  'Reader Auditor Responder RemediationApprover ExemptionApprover PrivacyOfficer Operator Counsel';

/** Who may call what: to open a route wider is a decision to be seen here. */
const allowed: Readonly<Record<string, string>> = {
  agreement: everyone,
  agreements: everyone,
  'agreements-add': 'PrivacyOfficer',
  'agreements-change': 'PrivacyOfficer',
  'agreements-end': 'PrivacyOfficer',
  'announced-changes': everyone,
  'announced-changes-add': 'Responder Operator',
  'announced-changes-withdraw': 'Responder Operator',
  anomalies: 'PrivacyOfficer',
  'anomalies-precision': 'PrivacyOfficer Auditor Operator Reader',
  'anomalies-unchecked': 'PrivacyOfficer Auditor Operator Reader',
  'anomalies-verdict': 'PrivacyOfficer',
  'anomaly-suppressions': 'PrivacyOfficer',
  'anomaly-suppressions-add': 'PrivacyOfficer',
  'anomaly-suppressions-withdraw': 'PrivacyOfficer',
  attestations: everyone,
  'attestations-add': 'Responder PrivacyOfficer Operator',
  'attestations-revoke': 'PrivacyOfficer',
  audit: 'Auditor PrivacyOfficer Operator',
  'auditor-grants': 'PrivacyOfficer Operator',
  'auditor-grants-add': 'Operator',
  'auditor-grants-revoke': 'Operator',
  'begin-scan': 'Operator',
  'control-drifts': everyone,
  controls: everyone,
  decisions: everyone,
  'decisions-add': 'PrivacyOfficer',
  'decisions-revoke': 'PrivacyOfficer',
  'documents-keep': 'Responder PrivacyOfficer Operator Counsel',
  drifts: everyone,
  drill: everyone,
  'drill-plans': everyone,
  'drill-plans-revise': 'PrivacyOfficer Operator',
  drills: everyone,
  'drills-abort': 'Responder RemediationApprover PrivacyOfficer Operator',
  'drills-approve': 'RemediationApprover PrivacyOfficer Operator',
  'drills-begin': 'Operator',
  'entity-profiles': everyone,
  'entity-profiles-add': 'PrivacyOfficer',
  'entity-profiles-revoke': 'PrivacyOfficer',
  'evaluate-in-azure': 'Operator',
  evidence: 'Auditor PrivacyOfficer Operator Counsel',
  'evidence-collect': 'PrivacyOfficer Operator Counsel',
  'evidence-one': 'Auditor PrivacyOfficer Operator Counsel',
  'evidence-package': 'Auditor PrivacyOfficer Operator Counsel',
  'evidence-package-counsel': 'Counsel',
  'evidence-package-regulator': 'Counsel',
  'evidence-population': 'Auditor PrivacyOfficer Operator Counsel',
  'evidence-populations': 'Auditor PrivacyOfficer Operator Counsel',
  'evidence-produce': 'Counsel',
  'evidence-productions': 'PrivacyOfficer Counsel',
  'evidence-sample': 'Auditor PrivacyOfficer Operator Counsel',
  'evidence-snapshot': 'Auditor PrivacyOfficer Operator Counsel',
  exemptions: everyone,
  'exemptions-approve': 'ExemptionApprover',
  'exemptions-request': 'Responder ExemptionApprover PrivacyOfficer Operator',
  'exemptions-revoke': 'ExemptionApprover PrivacyOfficer Operator',
  incident: 'PrivacyOfficer Auditor',
  incidents: 'PrivacyOfficer Auditor',
  'incidents-assess': 'PrivacyOfficer',
  'incidents-decide': 'PrivacyOfficer',
  'incidents-delay': 'PrivacyOfficer',
  'incidents-discovery': 'PrivacyOfficer',
  'incidents-discovery-approve': 'PrivacyOfficer',
  'incidents-notice': 'PrivacyOfficer',
  'incidents-open': 'Responder RemediationApprover ExemptionApprover PrivacyOfficer Operator',
  'legal-holds': 'PrivacyOfficer Counsel',
  'legal-holds-approve-release': 'Counsel PrivacyOfficer',
  'legal-holds-place': 'Counsel',
  'legal-holds-release': 'Counsel',
  messages: 'Operator Responder PrivacyOfficer',
  'narrative-releases': 'PrivacyOfficer Counsel',
  'narrative-releases-add': 'Counsel',
  notices: everyone,
  'quarterly-review': 'PrivacyOfficer Auditor',
  'quarterly-review-sign': 'PrivacyOfficer',
  'recognized-practices': 'Auditor PrivacyOfficer Operator Counsel',
  remediation: everyone,
  'remediation-modes-approve': 'RemediationApprover',
  'remediation-modes-request': 'Responder RemediationApprover PrivacyOfficer Operator',
  'remediation-modes-withdraw': 'Responder RemediationApprover PrivacyOfficer Operator',
  'remediation-restart': 'Responder RemediationApprover PrivacyOfficer Operator',
  'remediation-restart-approve': 'RemediationApprover',
  'remediation-stop': 'Responder RemediationApprover PrivacyOfficer Operator',
  response: everyone,
  'response-case': 'Responder PrivacyOfficer Operator',
  responses: everyone,
  'responses-acknowledge': 'Responder PrivacyOfficer Operator',
  'responses-approve': 'RemediationApprover',
  'responses-ask': 'Responder PrivacyOfficer Operator RemediationApprover',
  'responses-reject': 'RemediationApprover',
  'responses-revert': 'Responder PrivacyOfficer Operator RemediationApprover',
  'responses-dispute': 'Responder PrivacyOfficer Operator',
  'responses-exemption': 'Responder PrivacyOfficer Operator',
  'responses-snooze': 'Responder PrivacyOfficer Operator',
  'responses-undispute': 'Responder PrivacyOfficer Operator',
  reviews: everyone,
  'reviews-add': 'Responder PrivacyOfficer Operator',
  'reviews-revoke': 'PrivacyOfficer',
  scans: everyone,
  'policy-attestations-add': 'PrivacyOfficer',
  'poison-messages': everyone,
  'poison-messages-acknowledge': 'Responder Operator',
  'poison-messages-replay': 'Responder Operator',
  states: everyone,
  tabletops: everyone,
  'tabletops-add': 'Operator PrivacyOfficer Responder',
  'tabletops-confirm': 'Responder RemediationApprover ExemptionApprover PrivacyOfficer Operator',
  'tabletops-withdraw': 'Operator PrivacyOfficer Responder',
  'texts-withdraw': 'PrivacyOfficer',
  unknowns: everyone,
};

/**
 * Changes that the guard lets an application make: it asks, tells and stops. Some of them want a person all the same, as their use cases say. A
 * pipeline withdraws its own announcements alone.
 */
const forApplicationsToo = [
  'agreements-add',
  'announced-changes-add',
  'announced-changes-withdraw',
  'anomalies-verdict',
  'anomaly-suppressions-add',
  'auditor-grants-add',
  'begin-scan',
  'drills-approve',
  'evaluate-in-azure',
  'exemptions-approve',
  'exemptions-request',
  'incidents-assess',
  'incidents-decide',
  'incidents-delay',
  'incidents-discovery',
  'incidents-discovery-approve',
  'incidents-notice',
  'legal-holds-approve-release',
  'poison-messages-acknowledge',
  'poison-messages-replay',
  'policy-attestations-add',
  'quarterly-review-sign',
  'remediation-modes-approve',
  'remediation-restart-approve',
  'remediation-stop',
  'responses-acknowledge',
  'responses-approve',
  'responses-ask',
  'responses-dispute',
  'responses-exemption',
  'responses-reject',
  'responses-revert',
];

describe('every HTTP function', () => {
  test('is guarded by its own roles, but for those that hold no data', () => {
    const unguarded = functions.filter(({ security }) => security === undefined);
    expect(unguarded.map(({ name }) => name).toSorted()).toEqual([
      'health',
      'openapi',
      'page',
      'page-config',
      'page-file',
      'wrong-address',
    ]);
    expect(openToAnyone).toEqual(unguarded.map(({ name }) => name).toSorted());
    for (const { name, methods } of unguarded) if (name !== catchAll) expect(methods).toEqual(['GET']);
  });

  test('comes before what takes every address, in whatever order the host tries them', () => {
    const names = functions.map(({ name }) => name);
    expect(names.at(-1)).toBe(catchAll);
    expect(names.toSorted().at(-1)).toBe(catchAll);
    expect(functions.filter(({ route }) => route.includes('*')).map(({ name }) => name)).toEqual([catchAll]);
  });

  test.each(functions)('$name leaves the check to the guard alone', ({ authLevel }) => {
    expect(authLevel).toBe('anonymous');
  });

  test('is for the roles that are listed here, each of them', () => {
    const guarded = functions.filter(({ security }) => security !== undefined);
    const found = guarded.map(({ name, security }) => [name, security?.roles.join(' ')]);
    expect(Object.fromEntries(found)).toEqual(allowed);
  });

  const changing = functions.filter(
    ({ name, methods }) => name !== catchAll && methods.some((method) => method !== 'GET'),
  );
  test.each(changing)(
    '$name may change something: it is audited, and no Auditor or Reader may call it',
    ({ security }) => {
      expect(security?.audit).toBe('change');
      expect(security?.roles).not.toContain('Auditor');
      expect(security?.roles).not.toContain('Reader');
    },
  );

  test('that signs, or takes back, delays or switches what a person has granted, is for people alone', () => {
    const open = changing.filter(({ security }) => !security?.people).map(({ name }) => name);
    expect(open.toSorted()).toEqual(forApplicationsToo);
  });

  test('that approves the work of others takes a recent token', () => {
    const approving = changing.filter(({ security }) => security?.approves).map(({ name }) => name);
    expect(approving.toSorted()).toEqual([
      'drills-approve',
      'exemptions-approve',
      'incidents-discovery-approve',
      'legal-holds-approve-release',
      'remediation-modes-approve',
      'remediation-restart-approve',
      'responses-approve',
    ]);
    const named = changing.filter(({ route }) => route.endsWith('/approval')).map(({ name }) => name);
    expect(named.toSorted()).toEqual(approving.toSorted());
  });

  test.each(functions.filter(({ name }) => name !== catchAll))(
    '$name has methods that only read, or only write',
    ({ methods }) => {
      expect(methods.includes('GET') && methods.length > 1).toBe(false);
    },
  );
});

test('the roles are those that the registration in Entra declares', () => {
  expect(appRoles.map(({ value }) => value)).toEqual([...roles]);
  expect(new Set(appRoles.map(({ id }) => id)).size).toBe(roles.length);
});
