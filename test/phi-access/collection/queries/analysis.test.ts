import { createAnalyzer } from '@phiwatch/kql-runner';
import { describe, expect, it } from 'vitest';
import {
  accessQueries,
  bounded,
  dirtyHoursQuery,
} from '../../../../src/phi-access/collection/access-queries.ts';
import { needsShared, readShared } from '../../../support/shared.ts';
import { from, to } from './ask.ts';

const schemas = 'reference/log-analytics-schemas.json';

interface Schemas {
  readonly tables: Readonly<Record<string, { readonly columns: Readonly<Record<string, string>> }>>;
}

describe('queries, by the analyzer of the language', needsShared(schemas), () => {
  const { tables } = (readShared(schemas) ?? { tables: {} }) as Schemas;
  const schema = Object.fromEntries(Object.entries(tables).map(([name, { columns }]) => [name, columns]));
  // What no resource has written yet does not exist: of AzureDiagnostics only the columns that all categories share are certain.
  const common = Object.fromEntries(
    Object.entries(schema['AzureDiagnostics'] ?? {}).filter(([name]) => !/_[a-z]$/.test(name)),
  );
  const analyzer = createAnalyzer(schema);
  const bare = createAnalyzer({ ...schema, AzureDiagnostics: common });

  it.each(accessQueries)('$name has no error', (query) => {
    const { kql } = bounded(query, from, to);
    expect(analyzer.analyze(kql).diagnostics).toEqual([]);
    expect(bare.analyze(kql).diagnostics).toEqual([]);
  });

  it.each(accessQueries)('$name: so has the query for its dirty hours', ({ table }) => {
    expect(analyzer.analyze(dirtyHoursQuery(table, from, to).kql).diagnostics).toEqual([]);
  });

  it.each(accessQueries)('$name notices a column that is not there', (query) => {
    const { kql } = bounded(query, from, to);
    expect(analyzer.analyze(kql.replaceAll('TimeGenerated', 'TimeGenrated')).diagnostics).not.toEqual([]);
  });

  it.each(accessQueries)('$name compares no text with a number', (query) => {
    const types = schema[query.table] ?? {};
    const compared = [...query.text.matchAll(/\b(\w+)\s*(?:==|!=|=~)\s*('[^']*'|\d+)/g)].flatMap(
      ([, name = '', value = '']) => {
        const type = types[name] ?? '';
        return ['string', 'int', 'long', 'real'].includes(type) ? [{ name, type, value }] : [];
      },
    );
    for (const { name, type, value } of compared)
      expect(value, name).toMatch(type === 'string' ? /^'/ : /^\d/);
    // A query that is not named here has something to look at.
    const computesFirst = ['synapse-hours', 'activity-events', 'support-events'];
    expect(compared.length > 0).toBe(!computesFirst.includes(query.name));
  });
});

describe('queries, by their text', () => {
  it.each(accessQueries)('$name is bounded by absolute times and holds no secret', ({ text, table }) => {
    expect(text).toContain('TimeGenerated >= From and TimeGenerated < To');
    expect(text.split('\n').filter((line) => line.trim() === table)).toHaveLength(1);
    expect(text).not.toMatch(/\bnow\(|\bago\(/);
    // What a query holds is kept in LAQueryLogs: a salt in it would be no secret.
    expect([...text.matchAll(/hash_sha256\((\w+)\)/g)].map(([, of]) => of)).toSatisfy((names: string[]) =>
      names.every((name) => name === 'Id' || name === 'AuthenticationHash'),
    );
  });
});
