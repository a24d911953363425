import { describe, expect, it } from 'vitest';
import { figuresOf } from '../../../src/platform/data-plane/table-figures.ts';

const digest = 'AB'.repeat(32);
const row = {
  table_name: 'dbo.Visits',
  row_count: '12',
  checksum: digest,
  changed_at: new Date('2026-03-01T08:00:00Z'),
};

describe('the figures of a database', () => {
  it('are numbers, a digest and a time, and nothing of a column more', () => {
    expect(figuresOf('procedure', [{ ...row, patient: 'Mira Quillfeather' }])).toEqual({
      kind: 'procedure',
      tables: [
        {
          name: 'dbo.Visits',
          rows: 12,
          checksum: digest.toLowerCase(),
          changedAt: '2026-03-01T08:00:00.000Z',
        },
      ],
    });
  });

  it('lack what the procedure does not give', () => {
    const bare = { table_name: 'dbo.Visits', row_count: 0 };
    const expected = [{ name: 'dbo.Visits', rows: 0 }];
    expect(figuresOf('metadata', [bare])).toEqual({ kind: 'metadata', tables: expected });
    expect(figuresOf('procedure', [{ ...bare, checksum: null, changed_at: null }])).toEqual({
      kind: 'procedure',
      tables: expected,
    });
    expect(figuresOf('procedure', [])).toEqual({ kind: 'procedure', tables: [] });
  });

  it('are of 200 tables: of more it is said that there are more', () => {
    const rows = Array.from({ length: 201 }, (_, n) => ({ ...row, table_name: `dbo.T${n}` }));
    expect(figuresOf('procedure', rows.slice(1))).not.toHaveProperty('isCut');
    const figures = figuresOf('procedure', rows);
    expect(figures).toMatchObject({ isCut: true });
    expect(figures.kind !== 'failed' && figures.tables).toHaveLength(200);
  });

  it.each([
    [{ table_name: undefined }, 'has a row without the name of a table'],
    [{ table_name: '' }, 'has a row without the name of a table'],
    [{ table_name: 'x'.repeat(257) }, 'has a name of more than 256 characters'],
    [{ table_name: 'mira@example.org' }, 'has a name that seems to hold a mail address'],
    [{ row_count: -1 }, 'has a row_count that is no number of rows'],
    [{ row_count: 1.5 }, 'has a row_count that is no number of rows'],
    [{ row_count: '99999999999999999' }, 'has a row_count that is no number of rows'],
    [{ row_count: '12 patients' }, 'has a row_count that is no number of rows'],
    [{ row_count: null }, 'has a row_count that is no number of rows'],
    [{ checksum: 'Mira Quillfeather' }, 'has a checksum that is no number and no digest'],
    [{ checksum: `${digest}0` }, 'has a checksum that is no number and no digest'],
    [{ checksum: 7 }, 'has a checksum that is no number and no digest'],
    [{ changed_at: '2026-03-01' }, 'has a changed_at that is no time'],
    [{ changed_at: new Date(Number.NaN) }, 'has a changed_at that is no time'],
  ])('are refused as a whole where a row has %j', (fault, why) => {
    const rows = [
      { ...row, table_name: 'dbo.Other' },
      { ...row, ...fault },
    ];
    expect(figuresOf('procedure', rows)).toEqual({ kind: 'failed', why: `its answer ${why}` });
  });

  it('are refused where a table comes twice', () => {
    expect(figuresOf('procedure', [row, row])).toEqual({
      kind: 'failed',
      why: 'its answer has a table twice',
    });
  });

  it('take a negative number for a checksum', () => {
    expect(figuresOf('procedure', [{ ...row, checksum: '-1234567890' }])).toMatchObject({
      tables: [{ checksum: '-1234567890' }],
    });
  });
});
