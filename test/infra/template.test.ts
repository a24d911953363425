import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hostSettings } from '../../src/app/host-settings.ts';
import { settingsSchema } from '../../src/app/settings-schema.ts';
import { queueNames } from '../../src/platform/store/table-names.ts';
import { compileBicep, findBicep } from '../../tools/bicep.ts';
import { resourcesOf, troublesOf } from '../../tools/template-rules.ts';

const infra = join(import.meta.dirname, '../../infra');
const bicep = findBicep();
if (!bicep) console.log('there is no Bicep compiler on this machine: its tests are skipped');

const files = readdirSync(infra).filter((file) => file.endsWith('.bicepparam'));
const compiled = bicep ? compileBicep(bicep, join(infra, 'main.bicep')) : undefined;
const template = compiled?.template as Readonly<Record<string, unknown>>;

/** All strings of a value. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Names of members anywhere in a value, as those of the settings of an app. */
function namesIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...namesIn(inner)]);
}

describe.skipIf(!bicep)('the template', () => {
  test('compiles with all its modules, and neither compiler nor linter has anything to say', () => {
    expect(compiled?.said).toBe('');
    const modules = readdirSync(join(infra, 'modules')).map((file) => file.replace('.bicep', ''));
    const sources = ['main.bicep', 'modules/watched-subscription.bicep'].map((file) =>
      readFileSync(join(infra, file), 'utf8'),
    );
    expect(modules.filter((name) => !sources.some((text) => text.includes(`${name}.bicep'`)))).toEqual([]);
  });

  test.each(files)('%s has parameters that fit', (file) => {
    expect(compileBicep(bicep ?? '', join(infra, file)).said).toBe('');
  });

  test('keeps the rules: no keys, TLS 1.2, shut to the internet, logs of everything, no role but those that are listed', () => {
    expect(troublesOf(template)).toEqual([]);
  });

  test.each([
    ['a shared key', '"allowSharedKeyAccess":false', '"allowSharedKeyAccess":true'],
    ['old TLS', '"minTlsVersion":"1.2"', '"minTlsVersion":"1.0"'],
    [
      'an open network',
      "if(parameters('privateNetwork'), 'Deny'",
      "if(parameters('privateNetwork'), 'Allow'",
    ],
    ['no log', '"type":"Microsoft.Insights/diagnosticSettings"', '"type":"Microsoft.Insights/other"'],
    ['a wider role', 'acdd72a7-3385-48ef-bd42-f606fba81ae7', '8e3af657-a8ff-443c-a75c-2fe8c4bcb635'],
    ['a secret', '"value":"TLS1_2"', '"value":"[listKeys(1)]"'],
    ['a key that can be purged', '"enablePurgeProtection":true', '"enablePurgeProtection":false'],
    ['passwords', '"allow":false', '"allow":true'],
  ])('%s is found', (_, right, wrong) => {
    const text = JSON.stringify(template);
    const spoiled = right.startsWith('"value"')
      ? text.replace('"outputs":{', `"outputs":{"x":{${wrong}},`)
      : text.replace(right, wrong);
    expect(spoiled).not.toBe(text);
    expect(troublesOf(JSON.parse(spoiled))).not.toEqual([]);
  });

  test('has the queues of the code, and the code those of the template', () => {
    const names = namesOfVariable('queueNames');
    expect(names.flatMap((name) => [name, `${name}-poison`]).toSorted()).toEqual([...queueNames].toSorted());
  });

  test('names no setting that the app does not know, and gives each that must be there', () => {
    const known = new Set([...Object.keys(settingsSchema.shape), ...hostSettings.map(({ name }) => name)]);
    const settings = new Set(
      [
        ...namesIn(template),
        ...textsIn(template).flatMap((text) => text.match(/'[A-Za-z]+(_[A-Za-z]+)+'/g) ?? []),
      ]
        .map((name) => name.replaceAll("'", ''))
        .filter((name) => /^[A-Z][A-Z]+(_[A-Z]+)+(__[a-zA-Z]+)?$|^[A-Za-z]+__[a-zA-Z]+$/.test(name)),
    );
    const outputs = new Set(Object.keys(template['outputs'] as object));
    const others = [...settings].filter((name) => !outputs.has(name) && !isHostStorage(name));
    expect(others.filter((name) => !known.has(name))).toEqual([]);
    for (const name of [
      'SUBSCRIPTIONS',
      'ENTRA_TENANT_ID',
      'API_AUDIENCE',
      'STORAGE__tableServiceUri',
      'APP_ROLE',
    ])
      expect(JSON.stringify(template)).toContain(name);
  });

  test('has its alerts about functions that there are', () => {
    const sources = readdirSync(join(infra, '../functions/timers')).map((file) =>
      readFileSync(join(infra, '../functions/timers', file), 'utf8'),
    );
    const timers = new Set(
      sources.flatMap((text) => Array.from(text.matchAll(/\.timer\('([^']+)'/g), ([, name]) => name)),
    );
    const asked = textsIn(template)
      .filter((text) => text.startsWith('requests |'))
      .flatMap((text) => Array.from(text.matchAll(/"([a-z-]+)"/g), ([, name]) => name));
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.filter((name) => !timers.has(name))).toEqual([]);
  });

  test('takes the custom roles from the files that the code is tested with', () => {
    for (const name of ['remediation', 'drill', 'drill-restore', 'evidence-collector', 'evidence-signer']) {
      const role = JSON.parse(readFileSync(join(infra, `${name}-role.json`), 'utf8')) as { Name: string };
      expect(JSON.stringify(template)).toContain(JSON.stringify(role).slice(1, -1));
    }
    expect(
      resourcesOf(template).filter(({ type }) => type === 'Microsoft.Authorization/roleDefinitions').length,
    ).toBe(5);
  });
});

/** `AzureWebJobsStorage__blobServiceUri` and the like, instead of the name of the account. */
function isHostStorage(name: string): boolean {
  return /^AzureWebJobsStorage__(blob|queue|table)ServiceUri$/.test(name);
}

/** The value of a list among the variables of a module. */
function namesOfVariable(name: string): readonly string[] {
  const [, list] = new RegExp(`"${name}":(\\[[^\\]]*\\])`).exec(JSON.stringify(template)) ?? [];
  return JSON.parse(list ?? '[]') as string[];
}
