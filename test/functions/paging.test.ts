import { describe, expect, test } from 'vitest';
import {
  cursorAt,
  largestFirst,
  latestFirst,
  pageInOrder,
  pageOf,
  pageSorted,
  placeIn,
  placeOf,
} from '../../functions/http/paging/index.ts';
import type { PageRequest } from '../../functions/http/paging/index.ts';

const call = { name: 'drifts', params: {}, query: { since: '2026-03-01' } };
const none = { name: 'drifts', params: {}, query: {} };

function page(limit: number, cursor?: string): PageRequest {
  const after = cursor === undefined ? undefined : placeIn(cursor, call);
  if (cursor !== undefined && after === undefined) throw new Error('the cursor is not taken');
  return { limit, cursorAt: (place) => cursorAt(place, call), ...(after !== undefined && { after }) };
}

const numbers = Array.from({ length: 25 }, (_, n) => String((n * 7) % 25).padStart(2, '0'));
const same = (text: string) => text;

describe('a list', () => {
  test.for([1, 3, 24, 25, 26, 1_000])('is whole, in order, in pages of %i', async (limit) => {
    const found: string[] = [];
    let pages = 0;
    for (let next: string | undefined = ''; next !== undefined; pages += 1) {
      const { items, more }: Awaited<ReturnType<typeof pageSorted<string>>> = await pageSorted(
        numbers,
        same,
        page(limit, next || undefined),
      );
      expect(items.length).toBeLessThanOrEqual(limit);
      found.push(...items);
      next = more.next;
    }
    expect(found).toEqual(numbers.toSorted());
    expect(pages).toBe(Math.ceil(25 / limit));
  });

  test('loses nothing and repeats nothing where it changes between two pages', async () => {
    const { more } = await pageSorted(['b', 'd', 'f'], same, page(2));
    const { items } = await pageSorted(['a', 'b', 'e', 'f'], same, page(2, more.next));
    expect(items).toEqual(['e', 'f']);
  });

  test('that comes in order is read no further than its page', async () => {
    let read = 0;
    async function* source() {
      for (;;) yield await Promise.resolve(String((read += 1)).padStart(9, '0'));
    }
    const { items, more } = await pageInOrder(source(), same, page(5));
    expect(items).toHaveLength(5);
    expect(read).toBe(6);
    expect(placeIn(more.next ?? '', call)).toBe('000000005');
  });
});

describe('a cursor', () => {
  const cursor = cursorAt('2026-03-01T00:00:00.000Z|a', call);

  test('leads on in its own call, whatever the size of the page', () => {
    const query = new URLSearchParams({ limit: '7', cursor, since: '2026-03-01' });
    expect(pageOf({ params: {}, query }, 'drifts', 7)).toMatchObject({
      limit: 7,
      after: '2026-03-01T00:00:00.000Z|a',
    });
  });

  test.for([
    ['another function', { ...call, name: 'audit' }],
    ['other filters', { ...call, query: { since: '2026-03-02' } }],
    ['fewer filters', none],
    ['another path', { ...call, params: { id: '164.312(a)(1)' } }],
  ] as const)('is none of %s', ([, other]) => {
    expect(placeIn(cursor, other)).toBeUndefined();
  });

  test.for([
    '',
    '.',
    'x',
    cursor.slice(1),
    `${cursor}x`,
    cursor.replace('.', ''),
    `${'a'.repeat(2_000)}.${'b'.repeat(22)}`,
  ])('is not %s', (forged) => {
    expect(placeIn(forged, call)).toBeUndefined();
  });

  test('holds no place that is longer than places are, though its sum is right', () => {
    expect(placeIn(cursorAt('x'.repeat(301), call), call)).toBeUndefined();
  });
});

describe('a place', () => {
  test('sorts by its texts, and is never long', () => {
    const long = placeOf('2026', 'x'.repeat(3_000));
    expect(long).toHaveLength(300);
    expect(placeOf('2026', `${'x'.repeat(2_999)}y`)).not.toBe(long);
    expect(placeOf('2026', 'b') < placeOf('2027', 'a')).toBe(true);
  });

  test('of a number or a time can go from the last to the first', () => {
    expect(largestFirst(10) < largestFirst(9)).toBe(true);
    expect(latestFirst('2026-03-01T00:00:00.001Z') < latestFirst('2026-03-01T00:00:00Z')).toBe(true);
    expect(latestFirst('0001-01-01T00:00:00Z') > latestFirst('9999-01-01T00:00:00Z')).toBe(true);
  });
});
