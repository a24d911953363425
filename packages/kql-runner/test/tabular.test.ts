import { describe, expect, it } from 'vitest';
import { runKql } from './run-kql.ts';

const T = `let T = datatable(who:string, n:long, t:datetime, d:dynamic) [
  "x", 1, datetime(2026-01-01T10:30:00Z), dynamic({"k": [1, 2]}),
  "y", 2, datetime(2026-01-01T11:10:00Z), dynamic({"k": [3]}),
  "x", long(null), datetime(2026-01-01T11:20:00Z), dynamic(null)];
`;
const run = (kql: string): unknown[][] => runKql(T + kql);

describe('columns', () => {
  it('are added, replaced and kept by extend and project', () => {
    expect(run('T | extend n = n + 1, m = n * 10 | project m, n')).toEqual([
      [10, 2],
      [20, 3],
      [null, null],
    ]);
    expect(run('T | project a = who, who = n | project who, a | take 1')).toEqual([[1, 'x']]);
  });

  it('are left out, renamed and put in order', () => {
    expect(run('T | project-away d, t | project-rename w = who | project-reorder n, w | take 1')).toEqual([
      [1, 'x'],
    ]);
    expect(run('T | project-keep n | take 1')).toEqual([[1]]);
  });

  it('that are not there are replaced by column_ifexists', () => {
    expect(
      run('T | project a = column_ifexists("who", "-"), b = column_ifexists("nobody", "-") | take 1'),
    ).toEqual([['x', '-']]);
  });
});

describe('rows', () => {
  it('are sorted, nulls first when ascending and last when descending, unless it is said', () => {
    const order = (by: string): unknown => run(`T | sort by ${by} | project n`).map(([n]) => n);
    expect(order('n')).toEqual([2, 1, null]);
    expect(order('n asc')).toEqual([null, 1, 2]);
    expect(order('n asc nulls last')).toEqual([1, 2, null]);
    expect(order('who asc, t desc')).toEqual([null, 1, 2]);
  });

  it('are taken, counted and made distinct', () => {
    expect(run('T | top 1 by n | project n')).toEqual([[2]]);
    expect(run('T | take 2 | count')).toEqual([[3 - 1]]);
    expect(run('T | distinct who')).toEqual([['x'], ['y']]);
    expect(run('T | project who | distinct *')).toEqual([['x'], ['y']]);
  });

  it('come of print, range and datatable, and keep values through what follows them', () => {
    expect(run('range i from 1 to 5 step 2 | extend j = i * 2 | sort by i desc | extend k = i + j')).toEqual([
      [5, 10, 15],
      [3, 6, 9],
      [1, 2, 3],
    ]);
    expect(
      run('range h from datetime(2026-01-01) to datetime(2026-01-01T02:00:00Z) step 1h | count'),
    ).toEqual([[3]]);
  });

  it('are multiplied by mv-expand, one for each element, converted', () => {
    expect(run('T | mv-expand k = d.k to typeof(long) | project who, k')).toEqual([
      ['x', 1],
      ['x', 2],
      ['y', 3],
      ['x', null],
    ]);
    expect(run('print b = dynamic({"a":1,"c":2}) | mv-expand b | project b')).toEqual([
      [{ a: 1 }],
      [{ c: 2 }],
    ]);
    expect(run('print b = dynamic([1,2,3]) | mv-expand b limit 2 | count')).toEqual([[2]]);
  });
});

describe('summarize', () => {
  it('groups by hours and values', () => {
    expect(run('T | summarize c = count(), s = sum(n) by bin(t, 1h), who')).toEqual([
      ['2026-01-01T10:00:00.000Z', 'x', 1, 1],
      ['2026-01-01T11:00:00.000Z', 'y', 1, 2],
      ['2026-01-01T11:00:00.000Z', 'x', 1, 0],
    ]);
  });

  it.each([
    ['count()', 3],
    ['countif(n > 1)', 1],
    ['dcount(who)', 2],
    ['dcount(n)', 2],
    ['dcountif(who, n == 1)', 1],
    ['sum(n)', 3],
    ['sumif(n, who == "x")', 1],
    ['min(n)', 1],
    ['max(t)', '2026-01-01T11:20:00.000Z'],
    ['avg(n)', 1.5],
    ['stdev(n)', Math.SQRT1_2],
    ['percentile(n, 50)', 1],
    ['percentile(n, 99)', 2],
    ['make_set(who)', ['x', 'y']],
    ['make_set(who, 1)', ['x']],
    ['make_set_if(who, n == 2)', ['y']],
    ['make_set(n)', [1, 2]],
    ['make_list(who)', ['x', 'y', 'x']],
    ['make_list(t, 1)', ['2026-01-01T10:30:00.0000000Z']],
    ['take_any(who)', 'x'],
    ['round(avg(n) * 10 + count(), 1)', 18],
    ['array_length(make_set(who))', 2],
  ])('works out %s', (aggregate, value) => {
    expect(run(`T | summarize value = ${aggregate}`)).toEqual([[value]]);
  });

  it('takes more than a few into a set, each once', () => {
    const kql = 'range i from 1 to 100 step 1 | summarize make_set(i % 30), dcount(i % 40), make_set(i, 20)';
    const [[values, count, capped]] = runKql(kql) as [[unknown[], number, unknown[]]];
    expect([values.length, count, capped.length]).toEqual([30, 40, 20]);
  });

  it('takes arrays apart in a set', () => {
    expect(run('T | summarize make_set(d.k)')).toEqual([[[1, 2, 3]]]);
  });

  it('gives the row with the greatest or least', () => {
    expect(run('T | summarize arg_max(t, n) by who')).toEqual([
      ['x', '2026-01-01T11:20:00.000Z', null],
      ['y', '2026-01-01T11:10:00.000Z', 2],
    ]);
    expect(run('T | project-away d | summarize arg_min(t, *) by who | project who, n')).toEqual([
      ['x', 1],
      ['y', 2],
    ]);
  });

  it('of no rows gives one row without keys and none with', () => {
    expect(
      run('T | where n > 9 | summarize count(), sum(n), max(n), make_set(n), dcount(n), avg(n)'),
    ).toEqual([[0, 0, null, [], 0, null]]);
    expect(run('T | where n > 9 | summarize count() by who')).toEqual([]);
  });
});

describe('join', () => {
  const L = 'let L = datatable(k:string, a:long)["p", 1, "p", 2, "q", 3, "r", 4];\n';
  const R = 'let R = datatable(k:string, b:long)["p", 10, "p", 20, "q", 30, "s", 40];\n';
  it.each([
    [
      'inner',
      [
        ['p', 1, 'p', 10],
        ['p', 1, 'p', 20],
        ['p', 2, 'p', 10],
        ['p', 2, 'p', 20],
        ['q', 3, 'q', 30],
      ],
    ],
    [
      'innerunique',
      [
        ['p', 1, 'p', 10],
        ['p', 1, 'p', 20],
        ['q', 3, 'q', 30],
      ],
    ],
    [
      'leftsemi',
      [
        ['p', 1],
        ['p', 2],
        ['q', 3],
      ],
    ],
    ['leftanti', [['r', 4]]],
  ])('kind=%s', (kind, rows) => {
    expect(runKql(`${L}${R}L | join kind=${kind} R on k`)).toEqual(rows);
  });

  it('kind=leftouter keeps what has no match, with empty values', () => {
    expect(runKql(`${L}${R}L | where k != "p" | join kind=leftouter R on $left.k == $right.k`)).toEqual([
      ['q', 3, 'q', 30],
      ['r', 4, '', null],
    ]);
  });

  it('does not match nulls', () => {
    expect(runKql('let N = datatable(n:long)[1, long(null)]; N | join kind=inner N on n')).toEqual([[1, 1]]);
  });

  it('goes on with what follows, and joins with itself', () => {
    expect(
      runKql(
        `${L}L | join kind=inner (L | summarize s = sum(a) by k) on k | extend r = a * 10 + s | project r`,
      ),
    ).toEqual([[13], [23], [33], [44]]);
  });

  it('lookup leaves the key of the right side out', () => {
    expect(runKql(`${L}${R}L | lookup kind=inner (R | where b > 10) on k`)).toEqual([
      ['p', 1, 20],
      ['p', 2, 20],
      ['q', 3, 30],
    ]);
    expect(runKql(`${L}${R}L | lookup R on k | where k == "r"`)).toEqual([['r', 4, null]]);
  });
});

describe('union', () => {
  it('puts rows of several tables below each other, by the names of columns', () => {
    expect(runKql('union (print a = 1, b = "x"), (print b = "y", c = true)')).toEqual([
      [1, 'x', null],
      [null, 'y', true],
    ]);
    expect(runKql('print a = 1 | union (print a = 2)')).toEqual([[1], [2]]);
  });

  it('says where a row comes from', () => {
    expect(
      runKql('let A = print a = 1; let B = print a = 2; union withsource=From A, B | project From, a'),
    ).toEqual([
      ['A', 1],
      ['B', 2],
    ]);
  });

  it('without isfuzzy needs every table', () => {
    expect(() => runKql('union (print a = 1), Nowhere')).toThrow(/KS204/);
    expect(runKql('union isfuzzy=true (print a = 1), Nowhere')).toEqual([[1]]);
  });
});

describe('let', () => {
  it('names scalars, tables and functions', () => {
    expect(run('let least = 2; let big = T | where n >= least; big | project who')).toEqual([['y']]);
    expect(run('let twice = (a:long) { a * 2 }; T | project m = twice(n) + twice(1)')).toEqual([
      [4],
      [6],
      [null],
    ]);
    expect(run('let both = (a:long, b:long = 7) { a + b }; print both(1), both(1, b = 2)')).toEqual([[8, 3]]);
    expect(run('let those = (w:string) { T | where who == w | project n }; those("y")')).toEqual([[2]]);
    expect(run('let most = (R:(n:long)) { R | summarize max(n) }; most(T)')).toEqual([[2]]);
    expect(run('let f = (a:long) { let b = a + 1; b * 2 }; T | project f(n)')).toEqual([[4], [6], [null]]);
  });

  it('takes scalars and lists out of tables', () => {
    expect(run('let most = toscalar(T | summarize max(n)); T | where n == most | project who')).toEqual([
      ['y'],
    ]);
    expect(run('T | where who in ((T | where n == 2 | project who)) | project n')).toEqual([[2]]);
    expect(run('let names = T | where n == 2 | project who; T | where who !in (names) | count')).toEqual([
      [2],
    ]);
  });

  it('works a materialized table out for all of its uses', () => {
    expect(
      run('let M = materialize(T | where isnotnull(n)); M | join kind=inner (M | project n) on n | count'),
    ).toEqual([[2]]);
  });
});
