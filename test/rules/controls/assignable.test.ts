import { globSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { describe, expect, test } from 'vitest';

/** The parts of a policy definition that Azure Resource Manager limits. */
interface Definition {
  readonly name: string;
  readonly properties: {
    readonly displayName: string;
    readonly description: string;
    readonly mode: string;
    readonly metadata: Readonly<Record<string, unknown>>;
    readonly parameters: Readonly<Record<string, { defaultValue?: unknown; allowedValues?: unknown[] }>>;
    readonly policyRule: { readonly then: { readonly effect: string; readonly details?: unknown } };
  };
}

const paths = globSync('controls/policies/*/*/policy.json');

test('there are policies', () => expect(paths.length).toBeGreaterThanOrEqual(30));

describe.each(paths)('%s', (path) => {
  const { name, properties } = JSON.parse(readFileSync(path, 'utf8')) as Definition;

  test('is named as its folder', () => {
    expect(name).toBe(basename(dirname(path)));
    expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  test('keeps within the lengths that Azure accepts', () => {
    expect(name.length).toBeLessThanOrEqual(64);
    expect(properties.displayName.length).toBeLessThanOrEqual(128);
    expect(properties.description.length).toBeLessThanOrEqual(512);
    expect(JSON.stringify(properties.metadata).length).toBeLessThanOrEqual(1024);
  });

  test('can be assigned without parameters, and only watches by default', () => {
    for (const [parameter, { defaultValue }] of Object.entries(properties.parameters))
      expect(defaultValue, parameter).toBeDefined();
    const { then } = properties.policyRule;
    const effect = properties.parameters['effect'];
    expect(then.effect).toBe("[parameters('effect')]");
    expect(effect?.defaultValue).toBe(then.details === undefined ? 'Audit' : 'AuditIfNotExists');
    expect(effect?.allowedValues).toContain('Disabled');
  });

  test('tells people what they need to know', () => {
    const { version, category, severity, controls, why, fix } = properties.metadata;
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(['critical', 'high', 'medium', 'low']).toContain(severity);
    for (const text of [category, why, fix]) expect(text).toMatch(/\S/);
    expect(controls).toEqual([...new Set(controls as string[])].toSorted());
    for (const citation of controls as string[])
      expect(citation).toMatch(/^164\.3(08|10|12|14|16)(\([a-zA-Z0-9]+\))+$/);
  });
});
