import { expect, test } from 'vitest';
import type { Actor } from '../../../src/model/index.ts';
import { approversFor } from '../../../src/response/responses/index.ts';
import { candidateOf, driftOf, resourceIn } from '../../platform/store/samples.ts';
import { people } from '../world.ts';

const author: Actor = { kind: 'User', objectId: people.author };
const tool: Actor = { kind: 'ServicePrincipal', objectId: people.ben };

test.each<[string, readonly (Actor | undefined)[], 1 | 2]>([
  ['one person made', [author], 1],
  ['one person made with two events', [author, author], 1],
  ['a full scan found without an event', [], 2],
  ['an event without an actor may have caused', [undefined], 2],
  ['a person or somebody unknown made', [author, undefined], 2],
  ['somebody unknown or a person made', [undefined, author], 2],
  ['a service principal made', [tool], 2],
  ['a person or a service principal made', [author, tool], 2],
  ['a person without an object id made', [{ kind: 'User' }], 2],
])('a drift that %s has the approvers that it needs', (_name, actors, needed) => {
  const candidates = actors.map((actor, n) => ({ ...candidateOf(`e${n}`), ...(actor && { actor }) }));
  const drift = driftOf(resourceIn('clinic'), 1, { candidates });
  const owners = actors.flatMap((actor) => actor?.objectId ?? []);
  expect(approversFor({ drift })).toEqual({ owners: ['nobody', ...owners], needed });
});

test('whoever asked for the approval is one of the owners, and approves nothing', () => {
  const drift = driftOf(resourceIn('clinic'), 1, { candidates: [{ ...candidateOf('e'), actor: author }] });
  const remediation = { mode: 'observe', status: 'asked', askedBy: people.ada } as const;
  expect(approversFor({ drift, remediation })).toEqual({
    owners: ['nobody', people.author, people.ada],
    needed: 1,
  });
});
