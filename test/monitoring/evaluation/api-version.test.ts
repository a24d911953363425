import { expect, test } from 'vitest';
import { handleEvent } from '../../../src/monitoring/ingestion/index.ts';
import { scanLive } from '../../../src/monitoring/live-scan/index.ts';
import { scan } from '../../../src/monitoring/scan/index.ts';
import { statesAfter } from '../../../src/response/remediation/what-if.ts';
import type { CataloguePolicy } from '../../../src/rules/controls/types.ts';
import { compilePolicy, parseAliases } from '../../../src/rules/policy/index.ts';
import {
  account,
  accountId,
  budget,
  catalogueOf,
  collect,
  createWorld,
  eventOf,
  policyOf,
  subscriptionId,
  types,
} from '../../support/fakes.ts';

const storage = 'Microsoft.Storage/storageAccounts';
const pinned = types.find(({ type }) => type === storage)?.apiVersion ?? '';

/** NonCompliant where the rule is told this version, and no other. */
function told(version: string): CataloguePolicy {
  const told = { value: '[requestContext().apiVersion]', equals: version };
  const policyRule = {
    if: { allOf: [{ field: 'type', equals: storage }, told] },
    then: { effect: 'audit' },
  };
  const policy = compilePolicy({ properties: { mode: 'All', policyRule } }, { aliases: parseAliases({}) });
  return { ...policyOf('told', [storage], () => ({ state: 'Compliant', fields: [] })), policy };
}

test('what is evaluated after an event is told the version with which it was read', async () => {
  const world = createWorld([told(pinned)]);
  world.azure.put(account(true));
  await handleEvent(eventOf(accountId, world.clock.iso()), world.ports, budget);
  expect((await world.store.read(accountId))?.current.states).toMatchObject({
    told: { state: 'NonCompliant' },
  });
  const states = await statesAfter(account(true), world.ports, world.azure);
  expect(states.get('told')).toBe('NonCompliant');
});

test('so is what is evaluated in a live scan', async () => {
  const world = createWorld([told(pinned)]);
  world.azure.put(account(true));
  const findings = await collect(
    scanLive(
      {
        azure: { graph: world.graph, scanReader: world.azure },
        catalogue: world.ports.catalogue,
        policies: world.ports.policies,
        exemptions: [],
        clock: world.clock,
        report: () => undefined,
      },
      { subscriptionId, chosen: () => true, all: false },
    ),
  );
  expect(findings).toMatchObject([{ policy: 'told', state: 'NonCompliant' }]);
});

test('an export says no version: the one of the catalogue is told, or it is Unknown', async () => {
  const catalogue = catalogueOf([told(pinned)]);
  const source = {
    partial: false,
    async *elements() {
      yield { place: 'element 1', start: 0, length: 1, value: account(true) };
    },
    read: () => account(true),
  };
  const now = () => new Date('2026-01-01T00:00:00Z');
  const found = (known: typeof catalogue) => collect(scan({ source, catalogue: known, now }));
  expect(await found(catalogue)).toMatchObject([{ state: 'NonCompliant' }]);
  expect(await found({ ...catalogue, types: new Map() })).toMatchObject([
    { state: 'Unknown', reason: 'the api-version is not known' },
  ]);
});
