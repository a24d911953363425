import { expect, test } from 'vitest';
import { prefixSet } from '../../../src/rules/network/address-set.ts';

test.each<[text: string, v4: readonly bigint[], v6: readonly bigint[]]>([
  ['10.0.0.0/8', [0x0a00_0000n, 0x0aff_ffffn], []],
  [' 10.1.2.3 ', [0x0a01_0203n, 0x0a01_0203n], []],
  ['10.1.2.3/31', [0x0a01_0202n, 0x0a01_0203n], []],
  ['0.0.0.0/0', [0n, 0xffff_ffffn], []],
  ['::/0', [], [0n, 2n ** 128n - 1n]],
  ['2001:db8::1', [], [0x2001_0db8n * 2n ** 96n + 1n, 0x2001_0db8n * 2n ** 96n + 1n]],
])('the prefix "%s" is a range of addresses', (text, v4, v6) => {
  expect(prefixSet(text)).toEqual({ v4: v4.length > 0 ? [v4] : [], v6: v6.length > 0 ? [v6] : [] });
});

test.each([
  '',
  '*',
  'Internet',
  'Storage.EastUS',
  'AzureCloud.10.0.0.0',
  '10.1',
  '10.0.0.256',
  '0xa.0.0.1',
  '10.0.0.0/33',
  '10.0.0.0/8/8',
  '10.0.0.0/-1',
  'dead:beef',
  ':',
])('"%s" is no prefix', (text) => {
  expect(prefixSet(text)).toBeUndefined();
});
