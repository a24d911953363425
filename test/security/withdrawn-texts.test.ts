import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { TextPlace } from '../../src/model/index.ts';
import type { RecordTable } from '../../src/platform/store/table-names.ts';
import { textRecords } from '../../src/records/text-records.ts';
import type { TextRecord } from '../../src/records/index.ts';
import { withdrawText } from '../../src/records/index.ts';
import { useStore } from '../platform/store/azurite.ts';

const it = useStore();

const name = 'Mira Quillfeather';
const officer = { objectId: 'aaaaaaaa-0000-4000-8000-000000000001', kind: 'user' } as const;
const subscription = '00000000-0000-4000-8000-000000000001';
const key = '0123456789abcdef'.repeat(4);
const now = new Date('2026-03-02T08:00:00Z');
const recordedAt = '2026-03-01T08:00:00.000Z';
const hash = createHmac('sha256', Buffer.from(key, 'hex')).update(name).digest('hex');
const tombstone = `(withdrawn at 2026-03-02T08:00:00.000Z by ${officer.objectId}, hmac-sha256 ${hash})`;

const withdraw = (
  input: object,
  {
    mayKnow = true,
    isHeld = false,
    kind = officer.kind,
  }: { mayKnow?: boolean; isHeld?: boolean; kind?: 'user' | 'application' } = {},
) =>
  withdrawText(
    input,
    { ...officer, kind },
    {
      texts: it.store.texts,
      clock: { now: () => now, after: () => new Promise(() => undefined) },
      newKey: () => key,
      mayKnow: async () => mayKnow,
      isHeld: async () => isHeld,
    },
  );

/** Everything that lies in a table. */
async function everything(table: string): Promise<string> {
  const rows: unknown[] = [];
  for await (const row of it.table(table).listEntities()) rows.push(row);
  return JSON.stringify(rows);
}

const recordKinds = (Object.keys(textRecords) as TextRecord[]).filter(
  (kind) => kind !== 'responses' && kind !== 'auditor-grants',
);

describe('a text that is withdrawn', () => {
  test.each(
    recordKinds.flatMap((kind) => [...textRecords[kind].names].map((field) => [kind, field] as const)),
  )('of %s, in %s, is gone from all versions, for every host', async (record, field) => {
    const { table, by } = textRecords[record];
    const owner = by === 'all' ? 'all' : subscription;
    const records = it.store.records<object>(table as RecordTable);
    const id = `r-${field}`;
    for (const version of [1, 2]) {
      const value = { [field]: name, kept: name, rating: 'high', inside: { list: [name], n: version } };
      await records.add(owner, { id, version, recordedAt, value });
    }
    await records.add(owner, { id: `${id}2`, version: 1, recordedAt, value: { [field]: name } });
    // Another host has read them before.
    const elsewhere = it.store.records<object>(table as RecordTable);
    expect(await elsewhere.latest(owner)).not.toEqual([]);

    const input = { record, id, field, ...(owner === 'all' ? {} : { owner }) };
    expect(await withdraw(input)).toMatchObject({
      kind: 'withdrawn',
      withdrawal: { record, id, field, hashes: [hash], key, withdrawnBy: officer.objectId },
    });
    for (const version of await elsewhere.history(owner, id))
      expect(version).toEqual({
        id,
        version: version.version,
        recordedAt,
        value: {
          [field]: tombstone,
          kept: name,
          rating: 'high',
          inside: { list: [name], n: version.version },
        },
      });
    expect(await elsewhere.history(owner, `${id}2`)).toMatchObject([{ value: { [field]: name } }]);
    expect(await withdraw(input)).toMatchObject({ kind: 'conflict', why: 'the text is already withdrawn' });
  });

  test('stands deep in a record, and in several versions otherwise', async () => {
    const records = it.store.records<object>('Incidents');
    const values = [
      { what: 'first', systems: ['one', name], factors: { nature: { rating: 'high', why: name } } },
      { what: 'second', systems: ['one', name], factors: { nature: { rating: 'high', why: 'high' } } },
    ];
    for (const [n, value] of values.entries())
      await records.add('all', { id: 'deep', version: n + 1, recordedAt, value });
    await withdraw({ record: 'incidents', id: 'deep', field: 'systems.1' });
    expect(JSON.stringify(await records.history('all', 'deep'))).not.toContain(name);
    // A reason that reads as a rating leaves the rating alone.
    await withdraw({ record: 'incidents', id: 'deep', field: 'factors.nature.why', version: 2 });
    expect(await records.history('all', 'deep')).toMatchObject([
      { value: { what: 'first', factors: { nature: { rating: 'high', why: tombstone } } } },
      { value: { what: 'second', factors: { nature: { rating: 'high' } } } },
    ]);
  });

  test('of a response is gone from its steps and from the response', async () => {
    const id = `${'a'.repeat(64)}-1`;
    const responses = it.store.responses<{ id: string; status: string }, { n: number }>();
    const remediation = { status: 'rejected', why: name };
    await responses.claim({ id, status: 'waiting' }, { n: 1 });
    const before = await responses.read(id);
    const [value, step] = [
      { id, status: 'waiting', remediation },
      { n: 2, what: 'rejected', why: name },
    ];
    await responses.save(value, step, before?.etag ?? '');
    expect(await withdraw({ record: 'responses', id, field: 'why' })).toMatchObject({ field: 'version' });
    expect(await withdraw({ record: 'responses', id, field: 'why', version: 2 })).toMatchObject({
      kind: 'withdrawn',
    });
    expect(await everything('Responses')).not.toContain(name);
    const after = await responses.read(id);
    expect(after?.value).toEqual({ ...value, remediation: { ...remediation, why: tombstone } });
    expect(await responses.steps(id)).toEqual([{ n: 1 }, { ...step, why: tombstone }]);
    // Whoever had read it before has to read it again.
    expect(await responses.save(value, { n: 3 }, before?.etag ?? '')).toBe('conflict');
  });

  test('of a grant is gone, and the grant and its revocation are as they were', async () => {
    const objectId = 'bbbbbbbb-0000-4000-8000-000000000002';
    const grant = { id: 'g', objectId, reference: 'MiraQ', startsAt: recordedAt, endsAt: recordedAt };
    const grants = it.store.auditorGrants;
    await grants.add({ ...grant, grantedBy: objectId, grantedAt: recordedAt });
    await grants.revoke({ objectId, id: 'g' }, { revokedBy: objectId, revokedAt: recordedAt });
    const input = { record: 'auditor-grants', owner: objectId.toUpperCase(), id: 'g', field: 'reference' };
    expect(await withdraw(input)).toMatchObject({ kind: 'withdrawn' });
    expect(await everything('AuditorGrants')).not.toContain('MiraQ');
    expect(await grants.of(objectId)).toMatchObject([
      { ...grant, reference: expect.stringContaining('(withdrawn'), revokedBy: objectId },
    ]);
  });

  test('leaves what the app wrote of which quarter was reviewed', async () => {
    const heading = `Access review 2026-Q1 (sha256 ${'0'.repeat(64)}). `;
    const records = it.store.records<object>('Reviews');
    await records.add('all', { id: 'q', version: 1, recordedAt, value: { examined: `${heading}${name}` } });
    expect(await withdraw({ record: 'reviews', id: 'q', field: 'examined' })).toMatchObject({
      withdrawal: { hashes: [hash] },
    });
    expect(await records.history('all', 'q')).toMatchObject([
      { value: { examined: `${heading}${tombstone}` } },
    ]);
    expect(await withdraw({ record: 'reviews', id: 'q', field: 'examined' })).toMatchObject({
      kind: 'conflict',
    });
  });

  test("of an address leaves one that is nobody's", async () => {
    const link = 'https://documents.example/Mira%20Quillfeather';
    const records = it.store.records<{ evidence: string }>('Attestations');
    await records.add('all', { id: 'link', version: 1, recordedAt, value: { evidence: link } });
    const input = { record: 'attestations', id: 'link', field: 'evidence' };
    expect(await withdraw(input)).toMatchObject({ kind: 'withdrawn' });
    const [left] = await records.history('all', 'link');
    expect(left?.value.evidence).toMatch(
      /^https:\/\/withdrawn\.invalid\/2026-03-02T08:00:00\.000Z\/aaaaaaaa-[0-9a-f-]+\/hmac-sha256\/[0-9a-f]{64}$/,
    );
    expect(URL.canParse(left?.value.evidence ?? '')).toBe(true);
    expect(await withdraw(input)).toMatchObject({ kind: 'conflict' });
  });

  test('that says what a record is for is withdrawn once the record has ended', async () => {
    const records = it.store.records<object>('RemediationModes');
    const value = { tag: { name: 'ward', value: name }, status: 'approved' };
    await records.add('all', { id: 'mode', version: 1, recordedAt, value });
    const input = { record: 'remediation-modes', id: 'mode', field: 'tag.value' };
    expect(await withdraw(input)).toMatchObject({
      kind: 'conflict',
      why: expect.stringContaining('end it first'),
    });
    await records.add('all', {
      id: 'mode',
      version: 2,
      recordedAt,
      value: { ...value, status: 'withdrawn' },
    });
    expect(await withdraw(input)).toMatchObject({ kind: 'withdrawn' });
    expect(JSON.stringify(await records.history('all', 'mode'))).not.toContain(name);
  });

  test('is met by who writes a version meanwhile', async () => {
    const records = it.store.records<object>('Decisions');
    const record = { id: 'race', recordedAt, value: { why: name } };
    await records.add('all', { ...record, version: 1 });
    const replace = it.store.texts.replace.bind(it.store.texts);
    let passes = 0;
    const texts = {
      ...it.store.texts,
      replace: async (place: TextPlace, names: ReadonlySet<string>, stones: ReadonlyMap<string, string>) => {
        const replaced = await replace(place, names, stones);
        if ((passes += 1) === 1) await records.add('all', { ...record, version: 2 });
        return replaced;
      },
    };
    const ports = { texts, clock: { now: () => now, after: () => new Promise<void>(() => undefined) } };
    await withdrawText({ record: 'decisions', id: 'race', field: 'why' }, officer, {
      ...ports,
      newKey: () => key,
      mayKnow: async () => true,
      isHeld: async () => false,
    });
    expect((await records.history('all', 'race')).map(({ value }) => value)).toEqual([
      { why: tombstone },
      { why: tombstone },
    ]);
  });
});

describe('what is not withdrawn', () => {
  test.each([
    ['a record that is not there', { record: 'decisions', id: 'none', field: 'why' }, { kind: 'not-found' }],
    [
      'a response without the form of one',
      { record: 'responses', id: 'x', field: 'why', version: 1 },
      { kind: 'not-found' },
    ],
    ['what is no text', { record: 'decisions', id: 'd', field: 'status' }, { field: 'field' }],
    ['a text that it has not', { record: 'decisions', id: 'd', field: 'factors.why' }, { field: 'field' }],
    ['what every object has', { record: 'decisions', id: 'd', field: '__proto__.why' }, { field: 'field' }],
    ['a record of an unknown kind', { record: 'drifts', id: 'd', field: 'why' }, { field: 'record' }],
    [
      'one that has no owner',
      { record: 'decisions', id: 'd', field: 'why', owner: subscription },
      { field: 'owner' },
    ],
    ['one whose owner is missing', { record: 'exemptions', id: 'd', field: 'reason' }, { field: 'owner' }],
    [
      'one whose owner is none',
      { record: 'exemptions', id: 'd', field: 'reason', owner: 'x' },
      { field: 'owner' },
    ],
    [
      'one with a text of its own',
      { record: 'decisions', id: 'd', field: 'why', why: name },
      { field: 'why' },
    ],
    ['an id that is a name', { record: 'decisions', id: name, field: 'why' }, { field: 'id' }],
  ])('%s', async (_, input, expected) => {
    const records = it.store.records<object>('Decisions');
    await records.add('all', { id: 'd', version: 1, recordedAt, value: { why: name, status: 'given' } });
    expect(await withdraw(input)).toMatchObject(expected);
    expect(await records.history('all', 'd')).toMatchObject([{ value: { why: name, status: 'given' } }]);
  });

  test('a text of which the caller may not know, that is held, or by an application', async () => {
    const input = { record: 'decisions', id: 'd', field: 'why' };
    expect(await withdraw(input, { mayKnow: false })).toEqual({ kind: 'not-found' });
    expect(await withdraw(input, { isHeld: true })).toMatchObject({ kind: 'conflict' });
    expect(await withdraw(input, { kind: 'application' })).toEqual({ kind: 'forbidden', why: 'application' });
    expect(await it.store.records<object>('Decisions').history('all', 'd')).toMatchObject([
      { value: { why: name } },
    ]);
  });
});
