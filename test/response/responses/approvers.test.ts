import { expect, test } from 'vitest';
import type { Actor } from '../../../src/model/index.ts';
import { approversFor } from '../../../src/response/responses/index.ts';
import { candidateOf, driftOf, resourceIn } from '../../platform/store/samples.ts';
import { people } from '../world.ts';

const author: Actor = { kind: 'User', objectId: people.author };
const other: Actor = { kind: 'User', objectId: people.ada };
const tool: Actor = { kind: 'ServicePrincipal', objectId: people.ben };

/** Those who may have made a drift and whoever requested its plan approve nothing. */
test.each<[drift: string, actors: readonly (Actor | undefined)[], needed: 1 | 2, why: string]>([
  ['one person made', [author], 1, 'anybody else is a second person'],
  ['one person made with two events', [author, author], 1, 'it is one person'],
  ['one person made, or another', [author, other], 1, 'both are excluded'],
  ['a full scan found without an event', [], 2, 'anybody may have made it'],
  ['an event without an actor may have caused', [undefined], 2, 'anybody may have made it'],
  ['a person or somebody unknown made', [author, undefined], 2, 'anybody may have made it'],
  ['somebody unknown or a person made', [undefined, author], 2, 'anybody may have made it'],
  ['a service principal made', [tool], 2, 'it may be the tool of anybody'],
  ['a person or a service principal made', [author, tool], 2, 'it may be the tool of anybody'],
  ['a person without an object id made', [{ kind: 'User' }], 2, 'they cannot be excluded'],
])('of a drift that %s', (_drift, actors, needed, why) => {
  const candidates = actors.map((actor, n) => ({ ...candidateOf(`e${n}`), ...(actor && { actor }) }));
  const drift = driftOf(resourceIn('clinic'), 1, { candidates });
  const owners = actors.flatMap((actor) => actor?.objectId ?? []);
  expect(approversFor({ drift }), why).toEqual({ owners: ['nobody', ...owners], needed });
  const remediation = { mode: 'ask', status: 'asked', askedBy: people.ben } as const;
  expect(approversFor({ drift, remediation }), why).toEqual({
    owners: ['nobody', ...owners, people.ben],
    needed,
  });
});

test('whoever asked for the approval is one of the owners, and approves nothing', () => {
  const drift = driftOf(resourceIn('clinic'), 1, { candidates: [{ ...candidateOf('e'), actor: author }] });
  const remediation = { mode: 'observe', status: 'asked', askedBy: people.ada } as const;
  expect(approversFor({ drift, remediation })).toEqual({
    owners: ['nobody', people.author, people.ada],
    needed: 1,
  });
});
