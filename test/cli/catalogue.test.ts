import { describe, expect, test } from 'vitest';
import { explainPolicy } from '../../cli/explanations.ts';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCatalogue, storeMatrix } from '../../src/rules/controls/index.ts';
import type { StoreQuestion, StoreRow } from '../../src/rules/controls/index.ts';
import { phiwatch } from './run.ts';

const catalogue = loadCatalogue();

const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));

describe('controls', () => {
  test('json has every safeguard in the form that others read', async () => {
    const { code, stdout } = await phiwatch('controls', '--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(catalogue.controls);
  });

  test('the table has a line for each and fits 100 columns', async () => {
    const { stdout } = await phiwatch('controls');
    for (const { id } of catalogue.controls) expect(stdout).toContain(` ${id} `);
    expect(widest(stdout)).toBeLessThanOrEqual(100);
  });
});

describe('policies --matrix', () => {
  test('answers every question for every type that may hold PHI, by a policy or a written reason', async () => {
    const { code, stdout } = await phiwatch('policies', '--matrix', '--format', 'json');
    expect(code).toBe(0);
    const rows = JSON.parse(stdout) as StoreRow[];
    const stores = [...catalogue.types.values()].filter(({ dataStore }) => dataStore);
    expect(rows.map(({ type }) => type)).toEqual(expect.arrayContaining(stores.map(({ type }) => type)));
    const gaps = rows.flatMap(({ type, cells }) =>
      Object.entries(cells).flatMap(([question, { kind }]) =>
        kind === 'gap' ? [`${type} ${question}`] : [],
      ),
    );
    expect(gaps).toEqual([]);
  });

  test('gives no reason where a policy answers', () => {
    const answered = storeMatrix(catalogue).flatMap(({ type, cells }) =>
      Object.entries(cells).flatMap(([question, { kind }]) =>
        kind === 'policies' && catalogue.storeReasons.get(type.toLowerCase())?.has(question as StoreQuestion)
          ? [`${type} ${question}`]
          : [],
      ),
    );
    expect(answered).toEqual([]);
  });

  test('the table says how many there are', async () => {
    const { stdout } = await phiwatch('policies', '--matrix');
    expect(stdout).toMatch(
      /\d+ types, \d+ questions: \d+ answered by policies, \d+ with a written reason, 0 open\n$/,
    );
    expect(widest(stdout)).toBeLessThanOrEqual(100);
  });
});

describe('controls --from', () => {
  test('says of each safeguard what the file shows, and that it is no finding of compliance', async () => {
    const { code, stdout } = await phiwatch('controls', '--from', 'test/cli/nothing.json');
    expect([code, stdout]).toEqual([1, '']);
    const file = join(mkdtempSync(join(tmpdir(), 'controls-')), 'cosmos.json');
    const cosmos = {
      id: '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/g/providers/Microsoft.DocumentDB/databaseAccounts/c',
      name: 'c',
      type: 'Microsoft.DocumentDB/databaseAccounts',
      location: 'eastus2',
      kind: 'GlobalDocumentDB',
      identity: null,
      sku: null,
      tags: {},
      properties: { publicNetworkAccess: 'Disabled' },
    };
    writeFileSync(file, JSON.stringify([cosmos]));
    const shown = JSON.parse((await phiwatch('controls', '--from', file, '--format', 'json')).stdout) as {
      basis: string;
      controls: { id: string; status: string; summary: string }[];
    };
    expect(shown.basis).toMatch(/no finding of compliance/);
    expect(shown.controls.map(({ id }) => id).toSorted()).toEqual(
      catalogue.controls.map(({ id }) => id).toSorted(),
    );
    // Azure encrypts every account, and nothing that Resource Manager shows tells it.
    expect(shown.controls.find(({ id }) => id === '164.312(a)(2)(iv)')).toMatchObject({
      status: 'unknown',
      summary: expect.stringContaining('PHI in 1 resource of types that no policy here judges'),
    });
  });
});

describe('policies', () => {
  test('json has every policy in the form that others read', async () => {
    const { code, stdout } = await phiwatch('policies', '--format', 'json');
    const listed = JSON.parse(stdout) as Record<string, unknown>[];
    expect(code).toBe(0);
    expect(listed.map(({ name }) => name)).toEqual(catalogue.policies.map(({ name }) => name));
    expect(listed.find(({ name }) => name === 'storage-keeps-blob-versions')).toEqual({
      name: 'storage-keeps-blob-versions',
      title: expect.any(String),
      resourceTypes: ['Microsoft.Storage/storageAccounts'],
      severity: expect.stringMatching(/^(critical|high|medium|low)$/),
      controls: expect.arrayContaining([expect.stringMatching(/^164\.3/)]),
      related: ['164.312(c)(2)'],
      answers: ['backup'],
      effect: 'auditIfNotExists',
      relatedTypes: ['Microsoft.Storage/storageAccounts/blobServices'],
      remediation: expect.stringMatching(/^(none|modify|patch|task)$/),
    });
  });

  test('the table fits 100 columns', async () => {
    expect(widest((await phiwatch('policies')).stdout)).toBeLessThanOrEqual(100);
  });
});

describe('explain', () => {
  test('says what a remediation may stop, and where there is none', () => {
    const remedied = catalogue.policies.filter(({ remedy }) => remedy !== undefined);
    expect(remedied.length).toBeGreaterThan(0);
    for (const policy of remedied) {
      const text = explainPolicy(policy, catalogue).replaceAll(/\s+/g, ' ');
      if (policy.remedy && 'caution' in policy.remedy) expect(text).toContain(policy.remedy.caution);
      for (const { otherwise } of policy.requirements ?? []) expect(text).toContain(otherwise);
    }
  });

  test.each(catalogue.policies)('$name', (policy) => {
    const text = explainPolicy(policy, catalogue);
    for (const heading of ['Why', 'Fix', 'Counts for', 'What is read', 'A failing case'])
      expect(text).toContain(`\n${heading}\n`);
    for (const id of policy.controls) expect(text).toContain(`\n- ${id} `);
    expect(text).toMatch(/;\s+expected\s/);
  });

  test('a policy', async () => {
    const policy = catalogue.policies[0];
    expect(await phiwatch('explain', policy?.name ?? '')).toEqual({
      code: 0,
      stdout: policy && explainPolicy(policy, catalogue),
      stderr: '',
    });
  });

  test('a safeguard: citation, designation, proofs and policies', async () => {
    const { stdout } = await phiwatch('explain', '164.312(e)(1)');
    expect(stdout).toMatch(/^45 CFR 164\.312\(e\)\(1\): .+\ntechnical safeguard, a standard\n/);
    expect(stdout).toContain('\n- storage-requires-secure-transfer: ');
    expect((await phiwatch('explain', '45 CFR 164.312(e)(1)')).stdout).toBe(stdout);
  });

  test('a safeguard that no setting can show says so', async () => {
    const { stdout } = await phiwatch('explain', '164.308(a)(1)(ii)(A)');
    expect(stdout).toContain('No policy counts for it');
  });

  test('what is neither is refused in one line', async () => {
    expect(await phiwatch('explain', 'nope')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'error: "nope" is neither a policy nor a safeguard. See phiwatch policies, phiwatch controls.\n',
    });
  });

  test.each([
    ['164.312(E)(1)', '164.312(e)(1)'],
    ['§ 164.308(A)(1)(II)(a)', '164.308(a)(1)(ii)(A)'],
  ])('%s is found whatever its case', async (asked, id) => {
    expect(await phiwatch('explain', asked)).toEqual(await phiwatch('explain', id));
  });

  test.each(['164.312', '45 CFR 164.312(e)', '164.308(a)(1)(ii)'])(
    'all safeguards under %s are listed, and no others',
    async (asked) => {
      const { code, stdout } = await phiwatch('explain', asked);
      const key = asked.replace('45 CFR ', '');
      const under = catalogue.controls.filter(({ id }) => id.startsWith(`${key}(`));
      expect(code).toBe(0);
      expect(Array.from(stdout.matchAll(/^- (\S+)/gm), ([, id]) => id)).toEqual(under.map(({ id }) => id));
      expect(stdout.split('\n')[0]).toBe(`${under.length} safeguards under ${asked}`);
    },
  );

  test.each([
    ['storage-requires-secure-transfr', 'Did you mean storage-requires-secure-transfer?'],
    ['secure-transfer', 'storage-requires-secure-transfer'],
    ['164.312(e)(3)', 'Did you mean'],
    ['164.312(e)(3)', '164.312(e)(1)'],
  ])('%s gets a suggestion', async (asked, said) => {
    const { code, stdout, stderr } = await phiwatch('explain', asked);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(said);
  });
});
