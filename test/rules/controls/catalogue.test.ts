import { describe, expect, test } from 'vitest';
import { CatalogueError, loadCatalogue } from '../../../src/rules/controls/index.ts';
import { policyPath, smallCatalogue, writeFolder } from './fixture.ts';

/** Loads a folder; the error that it must give. */
function errorOf(files: Readonly<Record<string, unknown>>): CatalogueError {
  const directory = writeFolder(files);
  try {
    loadCatalogue({ directory });
  } catch (error) {
    if (error instanceof CatalogueError) return error;
    throw error;
  }
  throw new Error('the catalogue was loaded');
}

/** The value with what lies at `path` replaced (undefined: removed). */
function replaced(value: unknown, [step, ...path]: readonly (string | number)[], by: unknown): unknown {
  if (step === undefined) return by;
  if (Array.isArray(value))
    return value.map((item, index) => (index === step ? replaced(item, path, by) : item));
  const record: Record<string, unknown> = Object.fromEntries(Object.entries(value ?? {}));
  return { ...record, [step]: replaced(record[step], path, by) };
}

describe('loadCatalogue', () => {
  test('joins controls and policies by the citations of the policies', () => {
    const catalogue = loadCatalogue({ directory: writeFolder(smallCatalogue()) });
    expect(catalogue.policies).toMatchObject([
      {
        name: 'storage-secure-transfer',
        title: 'Storage accounts accept encrypted traffic only',
        severity: 'high',
        controls: ['164.312(e)(2)(ii)'],
        version: '1.0.0',
        remediation: 'none',
      },
    ]);
    expect(catalogue.controls.map(({ id, policies }) => [id, policies])).toEqual([
      ['164.308(a)(5)(i)', []],
      ['164.312(e)(2)(ii)', ['storage-secure-transfer']],
    ]);
    expect(catalogue.control('164.308(a)(5)(i)')?.title).toBe('Training');
    expect(catalogue.control('164.999')).toBeUndefined();
    expect(catalogue.policy('storage-secure-transfer')).toBe(catalogue.policies[0]);
    expect(catalogue.policy('no-such-policy')).toBeUndefined();
    expect(catalogue.types.get('microsoft.storage/storageaccounts')?.apiVersion).toBe('2024-01-01');
  });

  test('compiles the policies with their aliases', () => {
    const catalogue = loadCatalogue({ directory: writeFolder(smallCatalogue()) });
    const evaluate = (supportsHttpsTrafficOnly: boolean) =>
      catalogue.policies[0]?.policy.evaluate({
        type: 'Microsoft.Storage/storageAccounts',
        location: 'eastus',
        tags: {},
        properties: { supportsHttpsTrafficOnly },
      }).state;
    expect([evaluate(true), evaluate(false)]).toEqual(['Compliant', 'NonCompliant']);
  });

  test('finds the policies of a type in any case, any-type policies among them', () => {
    const files: Record<string, unknown> = smallCatalogue();
    const regions = structuredClone(smallCatalogue()[policyPath]);
    files['policies/general/allowed-regions/policy.json'] = {
      name: 'allowed-regions',
      properties: {
        ...regions.properties,
        policyRule: {
          ...regions.properties.policyRule,
          if: { field: 'location', notIn: ['eastus', 'westus'] },
        },
      },
    };
    const catalogue = loadCatalogue({ directory: writeFolder(files) });
    const names = (type: string) => catalogue.policiesFor(type).map(({ name }) => name);
    expect(names('MICROSOFT.Storage/StorageAccounts')).toEqual([
      'allowed-regions',
      'storage-secure-transfer',
    ]);
    expect(names('Microsoft.KeyVault/vaults')).toEqual(['allowed-regions']);
    expect(catalogue.control('164.312(e)(2)(ii)')?.policies).toEqual([
      'allowed-regions',
      'storage-secure-transfer',
    ]);
  });

  test('binds parameters by policy, and refuses those that would bind to nothing', () => {
    const directory = writeFolder(smallCatalogue());
    const load = (parameters: Record<string, Record<string, unknown>>) =>
      loadCatalogue({ directory, parameters });
    expect(load({ 'storage-secure-transfer': { effect: 'disabled' } }).policies[0]?.policy.effect).toBe(
      'disabled',
    );
    expect(() => load({ 'storage-secure-transfer': { efect: 'disabled' } })).toThrow(
      'parameters: storage-secure-transfer.efect: the policy has no such parameter',
    );
    expect(() => load({ 'storage-secure': {} })).toThrow(
      'parameters: storage-secure: there is no such policy',
    );
  });
});

describe('an error of the catalogue', () => {
  const controls = 'hipaa-security-rule.json';
  const storage = 'microsoft.storage/storageaccounts';
  const https = `${storage}/supportshttpstrafficonly`;
  const metadata = ['properties', 'metadata'];
  const rule = ['properties', 'policyRule'];

  test.each<[file: string, path: (string | number)[], value: unknown, field: string, problem: string]>([
    [controls, [0, 'id'], '308(a)', '[0].id', 'must be a citation'],
    [controls, [1, 'id'], '164.308(a)(5)(i)', '[1].family', 'is not the family of 164.308(a)(5)(i)'],
    [controls, [0, 'family'], 'physical', '[0].family', 'is not the family of 164.308(a)(5)(i)'],
    [controls, [0, 'designation'], 'optional', '[0].designation', 'must be one of'],
    [controls, [0, 'policies'], [], '[0]', 'must not have the field policies'],
    [controls, [0, 'proofs'], ['trust'], '[0].proofs[0]', 'must be one of'],
    [controls, [0, 'proofs'], ['review', 'review'], '[0].proofs', 'must not repeat a proof'],
    [controls, [0, 'proofs'], ['attestation', 'decision'], '[0].proofs', 'name a decision'],
    [controls, [1, 'proofs'], ['policies'], '[1].proofs', 'name a decision'],
    [controls, [0, 'appliesTo'], ['hospital'], '[0].appliesTo[0]', 'must be one of'],
    [controls, [0, 'appliesTo'], [], '[0].appliesTo', 'must not be empty'],
    [controls, [0, 'appliesTo'], ['plan', 'plan'], '[0].appliesTo', 'must not repeat a kind'],
    [controls, [0, 'nist80053'], ['AT-02'], '[0].nist80053[0]', 'must be a control id'],
    ['types.json', [storage, 'apiVersion'], 'latest', `${storage}.apiVersion`, 'must be an api-version'],
    ['types.json', [storage, 'type'], 'Microsoft.Storage/accounts', storage, 'in lower case'],
    ['types.json', [storage], undefined, 'properties.policyRule', `how ${storage} is read`],
    [
      'aliases.json',
      [https],
      undefined,
      'properties.policyRule',
      'has no alias Microsoft.Storage/storageAccounts/supp',
    ],
    ['aliases.json', [https], { 'microsoft.web/sites': 'p' }, 'properties.policyRule', `for ${storage}`],
    ['aliases.json', ['Microsoft.Web/sites/x'], { '*': 'p' }, 'Microsoft.Web/sites/x', 'in lower case'],
    [policyPath, ['name'], 'Secure_Transfer', 'name', 'kebab case'],
    [policyPath, ['name'], 'secure-transfer', 'name', 'must be storage-secure-transfer, as its folder'],
    [policyPath, [...metadata, 'severity'], 'urgent', 'properties.metadata.severity', 'must be one of'],
    [policyPath, [...metadata, 'fix'], undefined, 'properties.metadata.fix', 'must be given'],
    [policyPath, [...metadata, 'sevrity'], 'high', 'properties.metadata', 'must not have the field sevrity'],
    [
      policyPath,
      [...metadata, 'controls', 0],
      '164.312(x)',
      'properties.metadata.controls[0]',
      'not in the catalogue',
    ],
    [
      policyPath,
      [...metadata, 'controls', 0],
      '164.308(a)(5)(i)',
      'properties.metadata.controls[0]',
      'by attestation',
    ],
    [
      policyPath,
      [...rule, 'if', 'allOf', 1],
      { field: 'name', equal: 'x' },
      'properties.policyRule.if.allOf[1]',
      '',
    ],
  ])('names %s and %j where that is %j', (file, path, value, field, problem) => {
    const files: Record<string, unknown> = smallCatalogue();
    const error = errorOf({ ...files, [file]: replaced(files[file], path, value) });
    expect(error.field).toBe(field);
    expect(error.file).toBe(
      problem.startsWith('has no') || /^(?:how|for) /.test(problem) ? policyPath : file,
    );
    expect(error.message).toContain(problem);
    expect(error.message.startsWith(`${error.file}: ${field}: `)).toBe(true);
  });

  test('names a file that is missing, and one that is no JSON', () => {
    const { 'types.json': types, ...rest } = smallCatalogue();
    expect(errorOf(rest).message).toBe('types.json: the file is missing');
    expect(errorOf({ ...rest, 'types.json': types, 'aliases.json': '{' }).message).toMatch(
      /^aliases.json: is not JSON: /,
    );
    expect(errorOf({ ...rest, 'types.json': types, 'policies/storage/empty/note.txt': '' }).message).toBe(
      'policies/storage/empty/policy.json: the file is missing',
    );
    expect(() => loadCatalogue({ directory: '/no/such/folder' })).toThrow(
      '/no/such/folder: there is no such folder',
    );
  });

  test('names a control, and a policy, that is there twice', () => {
    const files = smallCatalogue();
    const twice = [...files[controls], files[controls][0]];
    expect(errorOf({ ...files, [controls]: twice })).toMatchObject({ file: controls, field: '[2].id' });
    const other = 'policies/web/storage-secure-transfer/policy.json';
    expect(errorOf({ ...files, [other]: files[policyPath] }).message).toBe(
      `${other}: name: storage-secure-transfer is taken by ${policyPath}`,
    );
  });
});
