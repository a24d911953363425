import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { grown, shippedTables } from '../src/tables.ts';

const file = join(import.meta.dirname, '../../../../shared/reference/log-analytics-schemas.json');

describe('columns of the shipped tables', () => {
  it('are those that the reference has', (context) => {
    if (!existsSync(file)) context.skip(`${file} is absent: the columns are compared to nothing.`);
    const { tables } = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly tables: Readonly<Record<string, { readonly columns: Readonly<Record<string, string>> }>>;
    };
    for (const [name, columns] of Object.entries(shippedTables))
      expect({ [name]: columns }).toEqual({ [name]: tables[name]?.columns });
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
