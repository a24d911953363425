import { beforeEach, describe, expect, it } from 'vitest';
import { createDrillKeys } from '../../../src/platform/data-plane/index.ts';
import { dataPlanes } from '../../../src/platform/data-plane/data-planes.ts';
import type { DrillKeys } from '../../../src/platform/azure/index.ts';
import { FakeVault } from './fake-vault.ts';

const at = 'https://drill.vault.azure.net/';
const name = 'dr-drill-2026q4';
const done = { kind: 'done' };

let vault: FakeVault;
let waits: number[];

beforeEach(() => {
  vault = new FakeVault();
  waits = [];
});

function keys(options: Partial<Parameters<typeof createDrillKeys>[0]> = {}): DrillKeys {
  return createDrillKeys({
    credential: { getToken: () => Promise.reject(new Error('the vault has a credential of its own')) },
    ...dataPlanes.AzureCloud,
    now: () => new Date('2026-10-01T00:00:00Z'),
    wait: (milliseconds) => {
      waits.push(milliseconds);
      return Promise.resolve();
    },
    open: vault.open,
    ...options,
  });
}

describe('the key of a drill', () => {
  it('is made with RSA 2048, to wrap keys, and ends after 30 days', async () => {
    expect(await keys().create(at, name)).toEqual(done);
    expect(vault.sent).toEqual([
      { call: `GET /keys/${name}`, body: undefined },
      {
        call: `POST /keys/${name}/create`,
        body: {
          kty: 'RSA',
          key_size: 2048,
          key_ops: ['wrapKey', 'unwrapKey'],
          attributes: expect.objectContaining({ exp: Date.parse('2026-10-31T00:00:00Z') / 1000 }),
        },
      },
    ]);
    expect(new Set(vault.tokens)).toEqual(new Set(['Bearer token-1']));
  });

  it('is taken where it is there: no other version of it is made', async () => {
    vault.state = 'here';
    expect(await keys().create(at, name)).toEqual(done);
    expect(vault.calls).toEqual([`GET /keys/${name}`]);
  });

  it('is recovered where it is deleted', async () => {
    vault.state = 'deleted';
    vault.delay = 2;
    expect(await keys().create(at, name)).toEqual(done);
    expect(vault.state).toBe('here');
    expect(waits).toEqual([2_000, 2_000]);
  });

  it('is not made while it is being deleted: the codes say so, and no message', async () => {
    vault.state = { to: 'deleted', reads: 9 };
    expect(await keys().create(at, name)).toEqual({
      kind: 'failed',
      why: 'HTTP 409 Conflict ObjectIsBeingDeleted',
    });
  });

  it('is backed up, and nothing of the backup is handed on', async () => {
    vault.state = 'here';
    const bytes = new Uint8Array([1, 2, 3]);
    const client = await vault.open(at);
    client.backupKey = () => Promise.resolve(bytes);
    expect(await keys({ open: () => Promise.resolve(client) }).backup(at, name)).toEqual(done);
    expect([...bytes]).toEqual([0, 0, 0]);
  });

  it('is not backed up where the backup is empty, or the key is not there', async () => {
    vault.state = 'here';
    expect(await keys().backup(at, name)).toEqual(done);
    for (const nothing of [undefined, new Uint8Array()]) {
      const client = await vault.open(at);
      client.backupKey = () => Promise.resolve(nothing);
      const steps = keys({ open: () => Promise.resolve(client) });
      expect(await steps.backup(at, name)).toEqual({ kind: 'failed', why: 'the backup is empty' });
    }
    vault.state = 'absent';
    expect(await keys().backup(at, name)).toEqual({ kind: 'failed', why: 'HTTP 404 KeyNotFound' });
  });

  it('is deleted, and it is said when it will be purged', async () => {
    vault.state = 'here';
    vault.delay = 3;
    expect(await keys().remove(at, name)).toEqual({ kind: 'done', purgedAt: '2026-12-30T00:00:00.000Z' });
    expect(vault.state).toBe('deleted');
    expect(waits).toHaveLength(3);
  });

  it('that is deleted already is deleted', async () => {
    vault.state = 'deleted';
    expect(await keys().remove(at, name)).toEqual({ kind: 'done', purgedAt: '2026-12-30T00:00:00.000Z' });
  });

  it('that is not there, or is being deleted, is not deleted', async () => {
    expect(await keys().remove(at, name)).toEqual({ kind: 'failed', why: 'HTTP 404 KeyNotFound' });
    vault.state = { to: 'deleted', reads: 9 };
    expect(await keys().remove(at, name)).toMatchObject({ why: 'HTTP 409 Conflict ObjectIsBeingDeleted' });
  });

  it('is recovered once: where it is there, nothing is sent but the look', async () => {
    vault.state = 'deleted';
    expect(await keys().recover(at, name)).toEqual(done);
    expect(vault.state).toBe('here');
    vault.sent.length = 0;
    expect(await keys().recover(at, name)).toEqual(done);
    expect(vault.calls).toEqual([`GET /keys/${name}`]);
    vault.state = 'absent';
    expect(await keys().recover(at, name)).toEqual({ kind: 'failed', why: 'HTTP 404 KeyNotFound' });
  });
});

describe('a step', () => {
  it.each(['create', 'backup', 'remove', 'recover'] as const)(
    'of %s touches no key but those of drills',
    async (step) => {
      const names = ['tde-protector', 'dr-drill-2026q5', 'dr-drill-2026q4x', `${name}/1`, 'DR-DRILL-2026Q4'];
      for (const other of names)
        expect(await keys()[step](at, other)).toEqual({
          kind: 'failed',
          why: 'its name is none of a drill key',
        });
      expect(vault.calls).toEqual([]);
    },
  );

  it.each([
    'http://drill.vault.azure.net/',
    'https://drill.vault.usgovcloudapi.net/',
    'https://vault.azure.net.example.org/',
    'https://vault.azure.net/',
    '',
  ])('goes to no vault at %j', async (other) => {
    const opened: string[] = [];
    const steps = keys({
      open: (vaultUrl) => {
        opened.push(vaultUrl);
        return vault.open(vaultUrl);
      },
    });
    expect(await steps.create(other, name)).toEqual({
      kind: 'failed',
      why: 'its vault is none of this cloud',
    });
    expect(opened).toEqual([]);
  });

  it('that is refused says the codes, and is sent once', async () => {
    vault.refusal = {
      status: 403,
      error: {
        code: 'Forbidden',
        message: 'Caller Mira Quillfeather',
        innererror: { code: 'ForbiddenByRbac' },
      },
    };
    expect(await keys().create(at, name)).toEqual({
      kind: 'failed',
      why: 'HTTP 403 Forbidden ForbiddenByRbac',
    });
    vault.refusal = { status: 503, error: { code: 'ServiceUnavailable' } };
    vault.sent.length = 0;
    expect(await keys().create(at, name)).toMatchObject({ why: 'HTTP 503 ServiceUnavailable' });
    expect(vault.calls).toHaveLength(1);
  });

  it('that is not done in its time is not done', async () => {
    vault.state = 'here';
    vault.delay = Number.POSITIVE_INFINITY;
    const patient = keys({
      timeoutSeconds: 0.05,
      wait: () => new Promise((resolve) => setTimeout(resolve, 5)),
    });
    expect(await patient.remove(at, name)).toEqual({ kind: 'failed', why: 'not done in 0.05 s' });
    const silent = keys({ timeoutSeconds: 0.05, open: () => new Promise(() => undefined) });
    expect(await silent.remove(at, name)).toEqual({ kind: 'failed', why: 'not done in 0.05 s' });
  });
});
