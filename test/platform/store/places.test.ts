import { describe, expect, it } from 'vitest';
import * as keys from '../../../src/platform/store/keys.ts';
import { anomalyKeys, profileKeys } from '../../../src/platform/store/phi-access-keys.ts';
import {
  responseKeys,
  responseRows,
  responseStepKeys,
  responseStepRows,
} from '../../../src/platform/store/response-keys.ts';
import { firstParts, scanIdAt } from '../../../src/platform/store/scans.ts';
import { duePartitions } from '../../../src/platform/store/schedule.ts';
import { writeKeys } from '../../../src/platform/store/write-leases.ts';

const a199 = 'a'.repeat(199);

/** A name, and what stands for it in a key. */
const names: readonly [string, string, string][] = [
  ['', '', 'nothing stands for nothing'],
  ['abz-019._()', 'abz-019._()', 'these stand for themselves'],
  ['Imaging', 'imaging', 'names mean the same in any case'],
  ['-', '~002d', 'alone it would stand for no resource group'],
  ['--', '--', 'twice it stands for nothing else'],
  ['a|b', 'a~007cb', 'it separates the parts of a key'],
  ['a}b', 'a~007db', 'it ends a range of keys'],
  ['a~002d', 'a~007e002d', 'what looks escaped is another name than what is'],
  ['a/b', 'a~002fb', 'Table Storage forbids it'],
  ['a\\b', 'a~005cb', 'Table Storage forbids it'],
  ['a#b', 'a~0023b', 'Table Storage forbids it'],
  ['a?b', 'a~003fb', 'Table Storage forbids it'],
  ['a\tb', 'a~0009b', 'Table Storage forbids it'],
  ['a b', 'a~0020b', 'blanks too'],
  ['Ä', '~00e4', 'letters of other languages, in small'],
  ['🩻', '~d83e~de7b', 'each half of a character that has two'],
  [`${a199}b`, `${a199}b`, '200 characters may stand as they are'],
  [
    'A'.repeat(201),
    '~ha92efd82109373e58f9a2056dee01e807e216ce6075f7051207c0a9f7d666e50',
    'a longer one is hashed, in any case',
  ],
  [`${'a'.repeat(195)}/`, `${'a'.repeat(195)}~002f`, 'the 200 count once it is escaped: this one just fits'],
  [
    `${'a'.repeat(196)}/`,
    '~hcfb981f70688f00b04d96666f3914b865779a43d0c01a2222ca2b947591d7027',
    'and this one does not',
  ],
];

it.each(names)('the name %j is %j in a key: %s', (name, expected) => {
  expect(keys.escapeName(name)).toBe(expected);
});

const id = '/subscriptions/S/resourceGroups/Clinic/providers/Microsoft.Storage/storageAccounts/Imaging';
const hashed = 'dbd7ecc59d1baaac01c25589d0268ff93147b7e8fb66a6cbfb9bdff2dba22482';
const event = '8b5cc4df7eec7d32a7814eca4af047ae33b2d52342667715682e19c25b0b9faa';
const time = '2026-03-01T02:00:00+03:00';
const utc = '2026-02-28T23:00:00.000Z';
const drift = { resourceId: id, sequence: 7, recordedAt: time };
const part = { scanId: 'Scan-1', subscriptionId: 'S' };
const write = { resourceId: id, decision: 'D|1', attempt: 2 };
const driftRow = `${utc}|${hashed}-0000000007`;
const place = (partitionKey: string, rowKey: string) => ({ partitionKey, rowKey });

/** Where things lie. What is stored stays where it is: with another key it would not be found again. */
const places: readonly [string, unknown, unknown][] = [
  ['a resource', keys.currentPartition(id), `s|clinic|${hashed}`],
  ['a resource in no group', keys.currentPartition('/subscriptions/S').slice(0, 4), 's|-|'],
  [
    'resources of a group',
    keys.currentPartitions('/subscriptions/S/resourceGroups/C'),
    { from: 's|c|', to: 's|c}' },
  ],
  ['resources of a subscription', keys.currentPartitions('/subscriptions/S'), { from: 's|', to: 's}' }],
  ['the same with a slash', keys.currentPartitions('/subscriptions/S/'), { from: 's|', to: 's}' }],
  ['a drift that is not dispatched', keys.pendingRow(7), 'drift|0000000007'],
  ['a drift by its id', keys.driftId(id, 7), `${hashed}-7`],
  ['a drift in the journal', keys.journalPartition(id, time), 's|202602|d'],
  ['its row', keys.journalRow(drift), driftRow],
  ['its late candidate', keys.candidateRow(driftRow, 'E1'), `${driftRow}|c|${event}`],
  ['the end of both', keys.afterRow(driftRow), `${driftRow}}`],
  ['the first bucket of a month', keys.journalBuckets('S', '202602')[0], 's|202602|0'],
  ['the last one', keys.journalBuckets('S', '202602')[15], 's|202602|f'],
  ['the journal of what lies in no subscription', keys.journalBuckets('', '202602')[9], '-|202602|9'],
  ['the journal from a month on', keys.journalFrom('S', '202602'), { from: 's|202602', to: 's}' }],
  ['a reader', keys.readByKeys(id, 'E1'), place(hashed, event)],
  ['an event that was rejected', keys.rejectedKeys(new Date(time), event), place('2026-02-28', event)],
  ['a call in the audit', keys.auditKeys({ time, id: 'A/1' }, false), place('202602', `${utc}|a~002f1`)],
  ['its end', keys.auditKeys({ time, id: 'A/1' }, true), place('202602', `${utc}|a~002f1|end`)],
  ['a grant', keys.auditorGrantKeys({ objectId: 'O', id: 'G' }, false), place('o', 'g')],
  ['its revocation', keys.auditorGrantKeys({ objectId: 'O', id: 'G' }, true), place('o', 'g|revoked')],
  ['a scan', keys.scanKeys('Scan-1'), place('scan', 'scan-1')],
  ['its id, by its time', scanIdAt(time, 'a1'), '20260228t230000000z-a1'],
  ['the beginning of ids of a time', scanIdAt(time), '20260228t230000000z'],
  ['a subscription of a scan', keys.scanPartKeys(part), place('part|scan-1', 's|-')],
  ['a group of it', keys.scanPartKeys({ ...part, resourceGroup: '-' }), place('part|scan-1', 's|~002d')],
  ['a version of a record', keys.recordKeys('O', { id: 'R|', version: 12 }), place('o', 'r~007c|000012')],
  ['a response', responseKeys(`${hashed}-7`), place(hashed, 'response|0000000007')],
  ['the responses of a resource', responseRows, { from: 'response|', to: 'response}' }],
  ['a step', responseStepKeys(`${hashed}-7`, 3), place(hashed, 'step|0000000007|0000000003')],
  [
    'the steps of a response',
    responseStepRows(`${hashed}-7`),
    { from: 'step|0000000007|', to: 'step|0000000007}' },
  ],
  ['responses that are due', duePartitions.responses, 'response'],
  ['what is to be published', duePartitions.published('Grid/1'), 'publish|grid~002f1'],
  ['a lease', writeKeys.lease(id), place(hashed, 'lease')],
  ['an intent', writeKeys.row('intent', write), place(hashed, 'write|d~007c1|0000000002|intent')],
  ['the writes to a resource', writeKeys.rows, { from: 'write|', to: 'write}' }],
  ['the places under the caps', writeKeys.places('S'), place('places|s', 'places')],
  ['an hour of a profile', profileKeys.head('Q', time), place('q', utc)],
  [
    'a part of it',
    profileKeys.part('Q', { hour: time, askedAt: '2026-03-01T00:00:00Z' }, 1),
    place('q', `${utc}|2026-03-01T00:00:00.000Z|0000000001`),
  ],
  ['its parts', profileKeys.parts(time), { from: `${utc}|`, to: `${utc}}` }],
  ['an anomaly', anomalyKeys('A|1'), place('anomaly', 'a~007c1')],
];

it.each(places)('the place of %s', (_, found, expected) => {
  expect(found).toEqual(expected);
});

describe('keys of one partition', () => {
  const audited = (id: string, ended: boolean) => keys.auditKeys({ time: utc, id }, ended).rowKey;
  const version = (id: string, number: number) => keys.recordKeys('o', { id, version: number }).rowKey;
  const row = (sequence: number, at = time) => keys.journalRow({ ...drift, sequence, recordedAt: at });

  it.each([
    ['the beginning of a call before its end', audited('a', false), audited('a', true)],
    ['the ninth version before the tenth', version('r', 9), version('r', 10)],
    ['a version before the marker of its owner', version('zz', 1), keys.recordMarker],
    ['the ninth drift before the tenth', row(9), row(10)],
    ['a drift before its late candidates', row(9), keys.candidateRow(row(9), 'e')],
    ['its late candidates before the next drift', keys.candidateRow(row(9), 'e'), row(10)],
    ['its late candidates before their end', keys.candidateRow(row(9), 'e'), keys.afterRow(row(9))],
    ['a month before the next', keys.journalPartition(id, time), keys.journalFrom('S', '202603').from],
    ['the head of a resource after its drifts', keys.pendingRows.to, keys.stateRow],
  ])('put %s', (_, one, other) => {
    expect(one < other).toBe(true);
  });
});

it('a scan begins with a part for each subscription', () => {
  const figures = { listed: 0, evaluated: 0, nominated: 0, confirmed: 0 };
  const open = { scanId: 'scan-1', status: 'open', attempts: 0, figures, gaps: [] };
  const record = { id: 'scan-1', startedAt: utc, trigger: 'timer', attendedUntil: utc, gaps: [] } as const;
  expect(firstParts({ ...record, subscriptions: ['s', 't'] })).toEqual([
    { ...open, subscriptionId: 's' },
    { ...open, subscriptionId: 't' },
  ]);
  expect(firstParts({ ...record, subscriptions: [] })).toEqual([]);
});
