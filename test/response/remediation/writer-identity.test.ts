import { expect, test } from 'vitest';
import { refuseStranger, writerRefusal } from '../../../src/response/remediation/writer-identity.ts';
import { answering } from '../world.ts';

async function writing(identity?: string) {
  const world = await answering();
  const { writer, checks, clock } = world;
  const ports = { ...world.remediation, writer, checks, ...(identity !== undefined && { identity }) };
  return { checks, clock, ports };
}

test('writes of another identity than the setting names are refused, and health can tell since when', async () => {
  const { checks, clock, ports } = await writing('writer');
  expect(await refuseStranger(ports)).toBeUndefined();
  expect(await writerRefusal(ports)).toBeUndefined();
  checks.clientId = 'stranger';
  const why =
    'all writes are refused: the token is of the client stranger, not of REMEDIATION_CLIENT_ID writer';
  const since = clock.iso();
  expect(await refuseStranger(ports)).toEqual({ kind: 'blocked', why });
  clock.advance(60);
  expect(await refuseStranger(ports)).toEqual({ kind: 'blocked', why });
  expect(await writerRefusal(ports)).toEqual({ why, since });
  checks.clientId = 'WRITER';
  expect(await refuseStranger(ports)).toBeUndefined();
  expect(await writerRefusal(ports)).toBeUndefined();
});

test('a write waits where no token can be had: nobody knows whose it would be', async () => {
  const { checks, clock, ports } = await writing('writer');
  checks.identity = () => Promise.resolve({ kind: 'failed', startedAt: '', reason: 'no token' });
  expect(await refuseStranger(ports)).toEqual({
    kind: 'wait',
    until: clock.iso(60),
    why: 'the identity that writes cannot sign in: no token',
  });
});
