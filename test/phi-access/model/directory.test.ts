import { describe, expect, it } from 'vitest';
import { DirectoryError, parseDirectory } from '../../../src/phi-access/model/directory.ts';

const keyed = (hash: string): string => `key of ${hash.slice(0, 4)}`;
const hash = 'AB'.repeat(32);

describe('the directory feed', () => {
  it('is read whatever is absent', () => {
    const { principals, networks, holidays, onCall } = parseDirectory(
      { principals: [{ id: 'ABC', kind: 'human' }] },
      keyed,
    );
    expect([...principals]).toEqual([['abc', { id: 'abc', kind: 'human' }]]);
    expect([networks, [...holidays], onCall]).toEqual([[], [], []]);
  });

  it('compares ids, operations and hashes as the logs give them', () => {
    const directory = parseDirectory(
      {
        principals: [
          {
            id: 'S',
            kind: 'service',
            role: null,
            approvedOperations: [
              'Microsoft.HealthcareApis/services/fhir-R4/Search-Type',
              '$export',
              'GetBlob',
            ],
          },
        ],
        approvedAgents: ['BOT'],
        networks: ['10.0.0.0/8', '203.0.113.4', '2001:db8::/32'],
        onCall: [{ id: 'S', start: '2026-11-01T00:00:00Z', end: '2026-11-02' }],
        vipPatients: [hash],
      },
      keyed,
    );
    expect(directory.principals.get('s')?.approvedOperations).toEqual(['search-type', 'export', 'getblob']);
    expect([...directory.approvedAgents]).toEqual(['bot']);
    expect(directory.networks).toEqual(['10.0.0.0/8', '203.0.113.4/32', '2001:db8::/32']);
    expect(directory.onCall[0]?.id).toBe('s');
    expect([...directory.vipPatients]).toEqual(['key of abab']);
  });

  it.each([
    ['principals[0].kind', { principals: [{ id: 'a', kind: 'robot' }] }],
    ['principals[0].timeZone', { principals: [{ id: 'a', kind: 'human', timeZone: 'Mars/Base' }] }],
    ['principals[0].terminatedAt', { principals: [{ id: 'a', kind: 'human', terminatedAt: 'soon' }] }],
    ['networks[1]', { networks: ['10.0.0.0/8', '10.0.0.0/40'] }],
    ['holidays[0]', { holidays: ['25 December'] }],
    ['vipPatients[0]', { vipPatients: ['Mary Smith'] }],
  ])('that has an unusable %s is refused by the name of the field, without its value', (field, feed) => {
    const read = (): unknown => parseDirectory(feed, keyed);
    expect(read).toThrow(DirectoryError);
    expect(read).toThrow(field);
    expect(read).not.toThrow('Mary');
  });
});
