import { beforeAll, describe, expect, test } from 'vitest';
import { imagingArchiveId, subscriptionId } from '@phiwatch/sample-hospital';
import { given } from './support/connection.ts';
import { drain } from './support/drain.ts';
import { useWorld } from './support/setup.ts';
import { until } from './support/until.ts';

const it = useWorld();
const roles = ['Responder', 'RemediationApprover', 'ExemptionApprover', 'PrivacyOfficer', 'Operator'];
const people = {
  ada: '0a6d2f14-7c3b-4e85-9d10-5f8b2c7e4a61',
  ben: '1b7e3a25-8d4c-4f96-8e21-6a9c3d8f5b72',
};
const policy = 'storage-requires-tls-1-2';
const after = (days: number) => new Date(it.world.now() + days * 86_400_000).toISOString();
const vendor = () => ({
  counterparty: { kind: 'vendor', name: 'Lakeside Transcription' },
  direction: 'downstream',
  agent: false,
  noticeDays: 10,
  subcontractors: { allowed: false, names: [] },
  validFrom: after(-1),
  expiresAt: after(300),
  document: 'https://contracts.example.org/77',
});

interface Answer {
  readonly id: string;
  readonly [member: string]: unknown;
}

/** Calls as one of them, who has every role. That the answer is as it is described, the call itself sees to. */
async function as(who: keyof typeof people, method: string, path: string, body?: unknown): Promise<Answer> {
  const token = await it.app.azure.userToken({ oid: people[who], roles });
  const response = await it.app.call(method, `/api/${path}`, token, body === undefined ? {} : { body });
  const text = await response.text();
  expect(response.ok, `${method} ${path}: ${response.status} ${text}`).toBe(true);
  return JSON.parse(text) as Answer;
}

/** Of a list, the last version of a record. */
async function listed(path: string, member: string, id: string): Promise<unknown> {
  const found = (await as('ada', 'GET', path))[member] as readonly Answer[];
  return found.find((each) => each.id === id);
}

describe.skipIf(given)('what people put on record is listed, changed and taken back', () => {
  test('a business associate agreement', async () => {
    const { id } = await as('ada', 'POST', 'agreements', vendor());
    await as('ada', 'PUT', `agreements/${id}`, { ...vendor(), noticeDays: 5 });
    await as('ben', 'DELETE', `agreements/${id}`);
    expect(await listed('agreements', 'agreements', id)).toMatchObject({
      version: 3,
      value: { noticeDays: 5, status: 'ended', endedBy: people.ben },
    });
  });

  test('an agreement with Microsoft, with the report of its auditors', async () => {
    const report = { id: 'SOC 2 Type 2, 2026-H1', periodFrom: after(-300), periodTo: after(-120) };
    const microsoft = {
      ...vendor(),
      counterparty: { kind: 'microsoft', name: 'Microsoft Corporation', cloud: 'AzureCloud' },
      report: { ...report, bridgeLetterUntil: after(-30) },
    };
    const { id } = await as('ada', 'POST', 'agreements', microsoft);
    expect(await listed('agreements', 'agreements', id)).toMatchObject({ value: { report } });
  });

  test('an announced change', async () => {
    const scope = `/subscriptions/${subscriptionId}`;
    const change = { ticket: 'CHG-7', scope, what: 'certificates', from: after(1), until: after(2) };
    const { id } = await as('ada', 'POST', 'announced-changes', change);
    await as('ben', 'DELETE', `announced-changes/${subscriptionId.toUpperCase()}/${id}`);
    expect(await listed('announced-changes', 'announcedChanges', id)).toMatchObject({
      value: { status: 'withdrawn', by: people.ada },
    });
  });

  test('a decision, an attestation', async () => {
    const { controls } = (await as('ada', 'GET', 'controls')) as unknown as {
      readonly controls: readonly { id: string; designation: string; proofs: object }[];
    };
    const addressable = controls.find(({ designation }) => designation === 'addressable')?.id;
    const times = { date: after(-1), expiresAt: after(90) };
    const decision = { control: addressable, choice: 'implemented', why: 'as the standard has it', ...times };
    const { id } = await as('ada', 'POST', 'decisions', decision);
    await as('ben', 'DELETE', `decisions/${id}`);
    expect(await listed('decisions', 'decisions', id)).toMatchObject({ value: { revokedBy: people.ben } });
    const attested = controls.find(({ proofs }) => 'attestation' in proofs)?.id;
    const statement = { examined: 'the register', statement: 'complete', met: true, ...times };
    const evidence = 'https://evidence.example.org/1';
    const attestation = await as('ada', 'POST', 'attestations', {
      control: attested,
      evidence,
      ...statement,
    });
    await as('ben', 'DELETE', `attestations/${attestation.id}`);
    expect(await listed('attestations', 'attestations', attestation.id)).toMatchObject({
      value: { status: 'revoked' },
    });
  });

  test('an entity profile', async () => {
    const profile = {
      kinds: ['provider', 'government'],
      hybrid: false,
      statement: 'a county hospital that insures nobody',
      evidence: 'https://evidence.example.org/license',
      date: after(-1),
      expiresAt: after(700),
    };
    const { id } = await as('ada', 'POST', 'entity-profiles', profile);
    await as('ben', 'DELETE', `entity-profiles/${id}`);
    expect(await listed('entity-profiles', 'entityProfiles', id)).toMatchObject({
      version: 2,
      value: { status: 'revoked', signedBy: people.ada, revokedBy: people.ben },
    });
  });

  test('a suppression of anomalies, and what cannot be checked', async () => {
    const suppression = {
      principal: people.ben,
      kinds: ['after-hours', 'bulk-read'],
      reason: 'a migration at night',
      until: after(20),
    };
    const { id } = await as('ada', 'POST', 'anomaly-suppressions', suppression);
    await as('ada', 'DELETE', `anomaly-suppressions/${id}`);
    expect(await listed('anomaly-suppressions', 'suppressions', id)).toMatchObject({
      value: { status: 'withdrawn', owner: people.ada },
    });
    expect(await as('ada', 'GET', 'anomalies/unchecked')).toMatchObject({ unchecked: [expect.any(String)] });
    expect(await as('ada', 'GET', 'anomalies/precision')).toMatchObject({ needsInquiry: 0, kinds: [] });
  });
});

describe.skipIf(given)('a response', () => {
  let path: string;
  let resourceId: string;

  beforeAll(async () => {
    if (given) return;
    resourceId = await it.app.copyOf(imagingArchiveId);
    const off = { properties: { minimumTlsVersion: 'TLS1_0' } };
    await it.app.changed({ method: 'PATCH', id: resourceId, body: off });
    await it.app.reaches(resourceId, policy, 'NonCompliant');
    await drain(it);
    const found = await until('the response', async () => {
      const { responses } = await as('ada', 'GET', 'responses');
      return (responses as readonly Answer[]).find(
        (each) => each['resourceId'] === resourceId && each['policy'] === policy,
      );
    });
    path = `responses/${found.id}`;
  });

  test('is acknowledged, put off, disputed with a case, and asked to be decided on', async () => {
    const why = 'the scanner cannot do TLS';
    expect(await as('ada', 'POST', `${path}/acknowledgement`, {})).toMatchObject({
      acknowledgedBy: people.ada,
    });
    await as('ada', 'POST', `${path}/snooze`, { until: after(0.04), why });
    expect(await as('ada', 'POST', `${path}/dispute`, { why })).toMatchObject({ status: 'disputed' });
    expect(await as('ben', 'GET', `${path}/case`)).toMatchObject({ because: expect.stringContaining(why) });
    await as('ada', 'POST', `${path}/dispute/end`, { why });
    const { steps } = await as('ben', 'GET', path);
    expect((steps as readonly { what: string }[]).map(({ what }) => what)).toEqual(
      expect.arrayContaining(['acknowledged', 'snoozed', 'disputed', 'undisputed']),
    );
  });

  test('leads to an exemption that somebody else approves, and takes back', async () => {
    const asked = {
      category: 'Mitigated',
      owner: people.ada,
      reason: 'it lies in a network of its own',
      ticket: 'CHG-9',
      expiresAt: after(30),
    };
    const { id } = await as('ada', 'POST', `${path}/exemption`, asked);
    const exemption = `exemptions/${subscriptionId}/${id}`;
    expect(await listed('exemptions', 'exemptions', id)).toMatchObject({ value: { scope: resourceId } });
    await as('ben', 'POST', `${exemption}/approval`);
    await as('ada', 'DELETE', exemption);
  });
});

describe.skipIf(given)('a scan that is asked for', () => {
  test('is in the list, with what it could not see', async () => {
    expect(await as('ada', 'POST', 'scans')).toMatchObject({ begun: expect.any(Boolean) });
    await drain(it);
    const { scans } = await as('ada', 'GET', 'scans');
    expect(scans).toMatchObject([{ trigger: 'request' }]);
    for (const list of ['unknowns', 'messages', `notices?since=${after(-400)}`]) await as('ada', 'GET', list);
  });
});
