import { describe, expect, it } from 'vitest';
import { needsShared, readShared } from '../../../test/support/shared.ts';
import { grown, shippedTables } from '../src/tables.ts';

const file = 'reference/log-analytics-schemas.json';

interface Schemas {
  readonly tables: Readonly<Record<string, { readonly columns: Readonly<Record<string, string>> }>>;
}

describe('columns of the shipped tables', () => {
  it('are those that the reference has', needsShared(file), () => {
    const schemas = readShared(file) as Schemas;
    for (const [name, columns] of Object.entries(shippedTables))
      expect({ [name]: columns }).toEqual({ [name]: schemas.tables[name]?.columns });
  });

  it('all have a time', () => {
    for (const columns of Object.values(shippedTables)) expect(columns['TimeGenerated']).toBe('datetime');
  });
});

describe('columns of AzureDiagnostics', () => {
  it('are those that are always there, and those that rows wrote, typed by the ends of their names', () => {
    const columns = grown(['a_s', 'b_d', 'c_b', 'd_t', 'e_g', 'Category', 'nothing']);
    expect(columns).toMatchObject({
      Category: 'string',
      a_s: 'string',
      b_d: 'real',
      c_b: 'bool',
      d_t: 'datetime',
      e_g: 'string',
    });
    expect(columns).not.toHaveProperty('action_name_s');
    expect(columns).not.toHaveProperty('nothing');
  });
});
