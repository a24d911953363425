import { expect, test } from 'vitest';
import { encryptionScan, withoutScan } from '../../../src/platform/azure/index.ts';

const type = 'Microsoft.Sql/servers/databases/transparentDataEncryption';

test.each<[scanState: unknown, answer: ReturnType<typeof encryptionScan>]>([
  ['None', undefined],
  ['Completed', undefined],
  ['Running', { kind: 'running', scanState: 'Running' }],
  ['Resume', { kind: 'running', scanState: 'Resume' }],
  ['Suspend', { kind: 'stopped', scanState: 'Suspend' }],
  ['ABORTED', { kind: 'stopped', scanState: 'ABORTED' }],
  ['SomethingNew', undefined],
  [7, undefined],
  [undefined, undefined],
])('the scan %s', (scanState, answer) => {
  expect(encryptionScan({ type, properties: { state: 'Enabled', scanState } })).toEqual(answer);
  expect(encryptionScan({ type: 'Microsoft.Sql/servers', properties: { scanState } })).toBeUndefined();
});

test('a PUT of the setting does not ask for a scan', () => {
  expect(withoutScan({ type, properties: { state: 'Disabled', scanState: 'Suspend' } })).toEqual({
    type,
    properties: { state: 'Disabled' },
  });
  const other = { type: 'Microsoft.Sql/servers', properties: { scanState: 'Suspend' } };
  expect(withoutScan(other)).toBe(other);
});
