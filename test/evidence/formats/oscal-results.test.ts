import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { uuidOf } from '../../../src/evidence/formats/uuid-v5.ts';
import type { EvidenceFacts } from '../../../src/evidence/model/index.ts';
import { statusBasis } from '../../../src/model/index.ts';
import { needsShared, readShared } from '../../support/shared.ts';
import { sampleControl, sampleFacts, sampleState } from '../support/sample-facts.ts';
import { textsOf } from './files.ts';

interface Named {
  readonly uuid: string;
  readonly title: string;
  readonly props: readonly { readonly name: string; readonly value: string; readonly remarks?: string }[];
}

interface Finding extends Named {
  readonly target: {
    readonly 'target-id': string;
    readonly status: { readonly state: string; readonly reason: string; readonly remarks: string };
  };
  readonly 'related-observations': readonly { readonly 'observation-uuid': string }[];
  readonly 'related-risks'?: readonly { readonly 'risk-uuid': string }[];
}

interface Results {
  readonly 'assessment-results': {
    readonly results: readonly [
      Named & {
        readonly findings: readonly Finding[];
        readonly observations: readonly (Named & { readonly subjects?: readonly unknown[] })[];
        readonly risks: readonly Named[];
        readonly 'reviewed-controls': {
          readonly 'control-selections': readonly {
            readonly 'include-controls': readonly { readonly 'control-id': string }[];
          }[];
        };
      },
    ];
  };
}

function documentOf(facts: EvidenceFacts): Results {
  return JSON.parse(textsOf(facts)['oscal/assessment-results.json'] ?? '') as Results;
}

const schema = 'schemas/oscal_assessment-results_schema-1.2.1.json';
const evil = ' =<script>\n"\u2028\u202E ';

describe('the assessment results', () => {
  test('are valid by the schema of NIST', needsShared(schema), () => {
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats.default(ajv);
    const validate = ajv.compile(readShared(schema) as object);
    const nothing = { controls: [], states: [], gaps: [], populations: [], coverage: [], subscriptions: [] };
    const names = {
      id: evil,
      subscriptions: [evil],
      controls: [
        sampleControl({ id: evil, title: '', summary: '', nist80053: ['AC-2(1)'], status: 'risk-accepted' }),
      ],
      states: [sampleState({ resourceId: evil, title: evil, policy: evil, reason: '', controls: [evil] })],
      gaps: [{ collector: evil, reason: evil }],
    };
    for (const more of [
      {},
      nothing,
      names,
      { states: [sampleState({ policy: '/providers/x (y)', controls: [] })] },
    ]) {
      validate(documentOf(sampleFacts(more)));
      expect(validate.errors ?? []).toEqual([]);
    }
  });

  const document = documentOf(sampleFacts());
  const [result] = document['assessment-results'].results;

  test('call satisfied only what has every proof on record, and say that it is no finding of compliance', () => {
    expect(
      result.findings.map(({ target: { status, 'target-id': target } }) => [
        target,
        status.state,
        status.reason,
      ]),
    ).toEqual([
      ['hipaa-164.312-a-2-iv_obj', 'not-satisfied', 'fail'],
      ['hipaa-164.308-a-1-ii-A_obj', 'not-satisfied', 'other'],
      ['hipaa-164.310-a-2-iii_obj', 'not-satisfied', 'other'],
      ['hipaa-164.308-a-7-ii-D_obj', 'satisfied', 'pass'],
      ['policy-tenant-allowed-locations_obj', 'not-satisfied', 'fail'],
    ]);
    for (const { target } of result.findings) expect(target.status.remarks).toContain(statusBasis);
  });

  test('name what does not apply, without a finding', () => {
    expect(result.props.filter(({ name }) => name === 'does-not-apply')).toMatchObject([
      {
        value: '45 CFR 164.308(a)(4)(ii)(A)',
        remarks: 'north-hospital: Does not apply: it is no clearinghouse',
      },
    ]);
  });

  test('observe everything: safeguards, findings by policy and state, populations, logs, and what is missing', () => {
    expect(result.observations).toHaveLength(5 + 4 + 2 + 2 + 1);
    const known = new Set(result.observations.map(({ uuid }) => uuid));
    const related = result.findings.flatMap((finding) => finding['related-observations']);
    for (const { 'observation-uuid': uuid } of related) expect(known).toContain(uuid);
    const changes = result.observations.find(({ title }) => title === 'Population: changes');
    expect(changes?.props.filter(({ name }) => name === 'unexplained').map(({ value }) => value)).toEqual([
      'chg-021',
      'chg-077',
    ]);
  });

  test('have a risk for what was accepted, of which findings tell', () => {
    expect(result.risks.map(({ title }) => title)).toEqual([
      'Risk accepted: 164.310(a)(2)(iii) Access control and validation',
      'Finding accepted: Storage accepts encrypted connections only',
    ]);
    expect(result.findings.flatMap((finding) => finding['related-risks'] ?? [])).toHaveLength(2);
  });

  test('name the controls of NIST as its catalogue does', () => {
    const [safeguards, nist] = result['reviewed-controls']['control-selections'].map((each) =>
      each['include-controls'].map((control) => control['control-id']),
    );
    expect(safeguards).toContain('hipaa-164.312-a-2-iv');
    expect(nist).toEqual(['sc-12', 'sc-13', 'ra-2', 'ra-3', 'cp-4']);
  });

  test('have no id twice', () => {
    const ids = [...JSON.stringify(document).matchAll(/"uuid":"([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('keep the findings of organizations apart', () => {
    const control = sampleControl({ id: '164.312(b)', status: 'findings-open' });
    const [{ findings, observations }] = documentOf(
      sampleFacts({
        controls: [control, { ...control, organization: 'north' }, { ...control, organization: 'south' }],
        states: ['north', 'south'].map((organization) =>
          sampleState({ organization, controls: ['164.312(b)'] }),
        ),
      }),
    )['assessment-results'].results;
    expect(findings.map((finding) => finding['related-observations'].length)).toEqual([3, 2, 2]);
    expect(observations.filter(({ subjects }) => subjects)).toHaveLength(2);
  });
});

test('ids are those of RFC 9562, version 5', () => {
  expect(uuidOf('a')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(uuidOf('a', 'b')).not.toBe(uuidOf('ab'));
  expect(uuidOf('a', 'b')).toBe(uuidOf('a', 'b'));
});
