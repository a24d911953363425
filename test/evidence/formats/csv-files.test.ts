import { describe, expect, test } from 'vitest';
import { calendarOf } from '../../../src/evidence/formats/index.ts';
import { statusBasis } from '../../../src/model/index.ts';
import { sampleFacts, sampleState } from '../support/sample-facts.ts';
import { rowsOf, textsOf } from './files.ts';

const sample = textsOf(sampleFacts());
const { period } = sampleFacts();

describe('the coverage of logs', () => {
  test('has 2,208 cells for each log of the quarter, five of them gaps of a log that was silent for five hours', () => {
    const cells = rowsOf(sample['coverage-calendar.csv']);
    const [whole = [], silent = []] = ['AKVAuditLogs', 'StorageBlobLogs'].map((name) =>
      cells.filter(({ log }) => log === name),
    );
    expect([whole.length, silent.length]).toEqual([2208, 2208]);
    expect(whole.every(({ cell }) => cell === 'covered')).toBe(true);
    const gaps = silent.filter(({ cell }) => cell === 'gap');
    expect(gaps.map(({ hour }) => hour?.slice(0, 13))).toEqual(
      ['02', '03', '04', '05', '06'].map((hour) => `2026-11-03T${hour}`),
    );
    expect(sample['coverage-calendar.csv']).toContain(',gap,"no rows, and usually there are some"\r\n');
  });

  test('is 99.77 percent then', () => {
    expect(rowsOf(sample['coverage.csv'])).toMatchObject([
      { kind: 'log', log: 'AKVAuditLogs', hours: '2208', covered: '2208', percent: '100.00' },
      { kind: 'log', log: 'StorageBlobLogs', hours: '2208', covered: '2203', percent: '99.77' },
      { kind: 'gap', log: 'StorageBlobLogs', from: '2026-11-03T02:00:00.000Z', hours: '5' },
    ]);
  });

  test.each([
    ['an hour of which a part is missing', [['01:20', '01:21']], [1]],
    [
      'gaps in any order, one in the other',
      [
        ['03:00', '06:00'],
        ['00:00', '05:00'],
        ['01:00', '02:00'],
      ],
      [0, 1, 2, 3, 4, 5],
    ],
    ['a gap that ends on the hour', [['01:00', '02:00']], [1]],
    ['no gap', [], []],
  ])('the calendar counts %s', (_, times, expected) => {
    const day = '2026-10-01T';
    const gaps = times.map(([from = '', to = '']) => ({
      from: `${day}${from}:00Z`,
      to: `${day}${to}:00Z`,
      reason: 'r',
    }));
    const cells = calendarOf({ from: `${day}00:00:00Z`, to: `${day}08:00:00Z` }, { gaps });
    expect(cells).toHaveLength(8);
    expect(cells.flatMap(({ cell }, index) => (cell === 'gap' ? [index] : []))).toEqual(expected);
  });

  test('the calendar is in UTC, from the first hour to the last', () => {
    const cells = calendarOf(period, { gaps: [] });
    expect([cells[0]?.hour, cells.at(-1)?.hour]).toEqual([
      '2026-10-01T00:00:00.000Z',
      '2026-12-31T23:00:00.000Z',
    ]);
  });
});

describe('the tables', () => {
  test('have the status of each safeguard with the sentence about it, and states in words', () => {
    const rows = sample['safeguards.csv']?.split('\r\n') ?? [];
    expect(rows).toHaveLength(7);
    expect(rows[1]).toContain(`findings-open,"${statusBasis}",1 finding open`);
    expect(rows[1]).toContain(',SC-12 SC-13,1,1,1,12,3');
    expect(rowsOf(sample['findings.csv']).map(({ state }) => state)).toEqual([
      'finding open',
      'finding open',
      'not known',
      'finding accepted',
    ]);
  });

  test('have every id that only one of two sources has', () => {
    expect(rowsOf(sample['populations.csv'])).toMatchObject([
      { kind: 'population', name: 'changes', count: '100', independentCount: '98', unexplained: '2' },
      { kind: 'unexplained', name: 'changes', unexplainedId: 'chg-021' },
      { kind: 'unexplained', name: 'changes', unexplainedId: 'chg-077' },
      { kind: 'population', name: 'attestations', unreconciled: 'nothing else counts them' },
    ]);
  });

  test.each([
    ['=1+1', "'=1+1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['-2+3', "'-2+3"],
    ['say "x", y', '"say ""x"", y"'],
    ['two\nlines', '"two\nlines"'],
    ['a\u0000b\r', 'a\uFFFDb\uFFFD'],
    ['Größe', 'Größe'],
  ])('write %j as %j', (title, expected) => {
    const { 'findings.csv': csv } = textsOf(sampleFacts({ states: [sampleState({ title })] }));
    expect(csv).toContain(`,${expected},2026-12-20T08:15:00.000Z,`);
  });
});
