import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { chainRows, genesis, lineOf, verifyChain } from '../../../src/evidence/chain/index.ts';
import { canonicalJson } from '../../../src/evidence/model/index.ts';

const rows = ['d-1', 'd-2', 'd-3'].map((id) => ({ id, to: 'NonCompliant' }));
const chained = chainRows(genesis, rows);
const lines = chained.map((each) => lineOf(each).slice(0, -1));
const start = { row: 0, hash: genesis };

describe('the chain of the ledger', () => {
  test('gives the hashes that an auditor computes', () => {
    expect(chained.map(({ hash }) => hash)).toEqual([
      '95f2241fd971e0db4854727cf772bc8076946ec6ba9c13fd96cecc6f9331f373',
      'b148da47e09f8149c597d5a6290e1c8d2874636c86d90963d560960019442bc3',
      '582bd2175968581e882aa95bcb6c6b43b1aea8cb7d32f2832f1c06139c39b9ac',
    ]);
  });

  test('gives the same hashes with plain tools', () => {
    let hash = genesis;
    for (const { row, hash: expected } of chained) {
      const script = `printf '%s\\n%s' "$1" "$2" | sha256sum`;
      const said = execFileSync('sh', ['-c', script, 'sh', hash, canonicalJson(row)], { encoding: 'utf8' });
      [hash = ''] = said.split(' ');
      expect(hash).toBe(expected);
    }
  });

  test('holds where nothing was changed', async () => {
    const seen: unknown[] = [];
    expect(await verifyChain(lines, start, ({ row }) => seen.push(row))).toEqual({
      to: { row: 3, hash: chained[2]?.hash },
    });
    expect(seen).toEqual(rows);
  });

  test('holds in parts, each from the end of the one before', async () => {
    const { to } = await verifyChain(lines.slice(0, 1), start);
    expect((await verifyChain(lines.slice(1), to)).to.row).toBe(3);
  });

  const second = lines[1] ?? '';
  test.each([
    ['a row that was edited', [second.replace('d-2', 'd-9')], 2, 'was computed'],
    ['a row that was removed', [], 2, 'was computed'],
    ['a row that was added', [second, second], 3, 'was computed'],
    ['a line that is cut off', [second.slice(0, 40)], 2, 'it is no JSON'],
    ['a line with a space more', [second.replace(':{', ': {')], 2, 'canonical'],
    ['a member given twice', [second.replace('{"id":"d-2"', '{"id":"d-9","id":"d-2"')], 2, 'canonical'],
    ['a member more', [second.replace('{"hash"', '{"a":1,"hash"')], 2, 'alone'],
    ['an empty line', [''], 2, 'it is no JSON'],
  ])('breaks at %s', async (_, instead, row, why) => {
    const [first = '', , third = ''] = lines;
    expect((await verifyChain([first, ...instead, third], start)).broken).toMatchObject({
      row,
      why: expect.stringContaining(why),
    });
  });
});
