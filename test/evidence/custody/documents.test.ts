import { beforeEach, describe, expect, test } from 'vitest';
import { controlsView } from '../../../src/assurance/posture/index.ts';
import { checkDocuments, keepDocument } from '../../../src/evidence/custody/index.ts';
import { attest } from '../../../src/records/index.ts';
import { loadCatalogue } from '../../../src/rules/controls/index.ts';
import { createWorld } from '../../support/fakes.ts';
import { alice, kept, newId } from '../../support/people.ts';
import { FakeBlobs } from '../support/fake-blobs.ts';

const control = '164.308(a)(5)(i)';
const policy = Buffer.from('%PDF-1.7 our training program');
const catalogue = loadCatalogue();

function custody() {
  const { ports, clock } = createWorld();
  const packages = new FakeBlobs();
  const { documents } = ports.records;
  return { ...ports, clock, catalogue, packages, documents };
}

describe('a document that somebody attests by', () => {
  let ports: ReturnType<typeof custody>;
  const keep = async (content: Uint8Array = policy, type = 'application/pdf') =>
    keepDocument(content, type, alice.objectId, ports);
  const attested = async (documentHash: string) =>
    attest(
      'attestation',
      {
        control,
        examined: 'the program',
        statement: 'Everybody is trained.',
        met: true,
        evidence: 'https://intranet.example/training',
        documentHash,
        date: ports.clock.iso(-60),
        expiresAt: ports.clock.iso(300 * 86_400),
      },
      alice,
      ports,
      newId,
    );
  const proof = async () => (await controlsView(ports)).find(({ id }) => id === control)?.proofs.attestation;
  beforeEach(() => {
    ports = custody();
  });

  test('is kept once under its hash, and locked', async () => {
    const first = kept(await keep());
    expect(kept(await keep())).toEqual(first);
    expect([...ports.packages.held]).toMatchObject([
      [`documents/${first.id}`, { retainUntil: expect.any(String) }],
    ]);
    expect(kept(await attested(first.id)).value.documentHash).toBe(first.id);
    expect(await proof()).toBe('current');
  });

  test.each([
    ['nothing', Buffer.alloc(0), 'application/pdf', 'must not be empty'],
    ['a program', policy, 'text/html', 'must be one of'],
    ['no type', policy, '', 'must be one of'],
  ])('is not %s', async (_, content, type, why) => {
    expect(await keep(content, type)).toMatchObject({ kind: 'invalid', why: expect.stringContaining(why) });
  });

  test('has to be there before somebody attests by it', async () => {
    expect(await attested('a'.repeat(64))).toMatchObject({ kind: 'invalid', field: 'documentHash' });
  });

  test('that changed after it was signed is told with both hashes, and the proof reads unknown', async () => {
    const { id } = kept(await keep());
    const statement = kept(await attested(id));
    expect(await checkDocuments(ports)).toEqual([]);
    const held = ports.packages.held.get(`documents/${id}`);
    if (held) held.content = Buffer.from('%PDF-1.7 another program');
    const [changed, ...others] = await checkDocuments(ports);
    expect(others).toEqual([]);
    expect(changed).toEqual({
      attestations: [statement.id],
      expected: id,
      found: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(await proof()).toBe('changed');
    const view = (await controlsView(ports)).find((each) => each.id === control);
    expect(view).toMatchObject({ status: 'unknown' });
    expect(view?.summary).toContain('the document of the attestation is not there as it was signed');
    expect(await ports.records.notices.latest(ports.clock.iso().slice(0, 7))).toMatchObject([
      { value: { kind: 'document-changed', expected: id } },
    ]);
    // Told once.
    await checkDocuments(ports);
    expect(await ports.records.notices.latest(ports.clock.iso().slice(0, 7))).toHaveLength(1);
    expect(await attested(id)).toMatchObject({ kind: 'invalid', field: 'documentHash' });
  });

  test('stays locked for as long as somebody attests by it', async () => {
    const { id } = kept(await keep());
    await attested(id);
    const before = ports.packages.held.get(`documents/${id}`)?.retainUntil ?? '';
    ports.clock.advance(290 * 86_400);
    await checkDocuments(ports);
    expect(ports.packages.held.get(`documents/${id}`)?.retainUntil).toBe(before);
    ports.clock.advance(-290 * 86_400);
  });
});
