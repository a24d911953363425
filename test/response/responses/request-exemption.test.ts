import { describe, expect, test } from 'vitest';
import { askExemption, closeResponse } from '../../../src/response/responses/index.ts';
import { accountId, subscriptionId } from '../../support/fakes.ts';
import { alice, kept, newId } from '../../support/people.ts';
import { answering } from '../world.ts';

async function world() {
  const made = await answering();
  await made.turn(false);
  await made.answer();
  const id = made.all()[0]?.id ?? '';
  const ports = { ...made.ports, ...made.answerPorts };
  const request = {
    category: 'Waiver',
    owner: alice.objectId,
    reason: 'the scanner of the old wing speaks no TLS',
    ticket: 'CHG-17',
    expiresAt: made.clock.iso(30 * 86_400),
  };
  const asked = async () =>
    (await made.responses.steps(id)).filter(({ what }) => what === 'exemption-requested');
  const ask = (input: unknown, of = id) => askExemption(of, input, alice, ports, newId);
  return { ...made, id, ports, request, asked, ask };
}

describe('an exemption that is asked for on a response', () => {
  test('is of its resource from its policy, whatever else is sent, and is a step of the response', async () => {
    const { ask, request, asked, ports, all } = await world();
    const record = kept(await ask({ ...request, scope: '/subscriptions/other', policies: ['another'] }));
    expect(record.value).toMatchObject({
      ...request,
      scope: accountId,
      policies: ['secure-transfer'],
      status: 'requested',
      requestedBy: alice.objectId,
    });
    expect(await ports.records.exemptions.history(subscriptionId, record.id)).toHaveLength(1);
    expect(await asked()).toMatchObject([{ who: alice.objectId, why: record.id }]);
    // It closes the response once another person has approved it.
    expect(all()).toMatchObject([{ status: 'waiting' }]);
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'please'],
    ['too little', { reason: 'it is old' }],
  ])('is refused where %s is sent, and leaves no step', async (_, input) => {
    const { ask, asked } = await world();
    expect(await ask(input)).toMatchObject({ kind: 'invalid' });
    expect(await asked()).toEqual([]);
  });

  test('is refused of no response, and of one that is closed', async () => {
    const { ask, request, id, answerPorts, ports } = await world();
    expect(await ask(request, 'none')).toEqual({ kind: 'not-found' });
    await closeResponse(id, 'resolved', answerPorts);
    expect(await ask(request)).toEqual({ kind: 'conflict', why: 'the response is closed' });
    expect(await ports.records.exemptions.latest(subscriptionId)).toEqual([]);
  });

  test('stands though the response closes meanwhile, which stays as it is', async () => {
    const { ask, request, asked, id, answerPorts, responses } = await world();
    responses.hook = async (at) => {
      if (at !== 'before response') return;
      responses.hook = () => undefined;
      await closeResponse(id, 'resolved', answerPorts);
    };
    expect((await ask(request)).kind).toBe('saved');
    expect(responses.kept.get(id)?.value.closure).toBe('resolved');
    expect(await asked()).toEqual([]);
  });
});
