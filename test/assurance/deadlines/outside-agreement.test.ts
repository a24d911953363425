import { expect, test } from 'vitest';
import { runDeadlines } from '../../../src/assurance/deadlines/index.ts';
import { noticeText, severityOfNotice } from '../../../src/assurance/deadlines/notice-text.ts';
import { handleEvent } from '../../../src/monitoring/ingestion/index.ts';
import { noticesSince } from '../../../src/records/index.ts';
import { account, accountId, budget, createWorld, eventOf } from '../../support/fakes.ts';

type Service = { readonly name: string; readonly inScope: boolean } | undefined;

/** A world that knows an account of patients, and what Microsoft's list says of accounts. */
async function hospital(service: Service, tags: Record<string, string> = { phi: 'yes' }) {
  const { ports: own, clock, azure } = createWorld();
  const baaServices = { source: 'https://example.org', serviceOf: () => service };
  const types = new Map(
    Array.from(own.catalogue.types, ([key, type]) => [key, { ...type, dataStore: type.kind === 'tracked' }]),
  );
  const ports = { ...own, catalogue: { ...own.catalogue, baaServices, types } };
  azure.put({ ...account(true), tags });
  await handleEvent(eventOf(accountId, clock.iso()), ports, budget);
  const told = async () => {
    await runDeadlines(ports);
    const notices = await noticesSince('2026-01-01T00:00:00.000Z', ports);
    return notices.map(({ value }) => value).filter(({ kind }) => kind === 'phi-outside-agreement');
  };
  return { told, clock };
}

test.each<[what: string, service: Service, title: string]>([
  [
    'is not in scope',
    { name: 'Azure Storage', inScope: false },
    "PHI lies in Azure Storage, which Microsoft's agreement is not about",
  ],
  [
    'is in no list',
    undefined,
    "PHI lies in Microsoft.Storage/storageAccounts, which Microsoft's list of services does not name",
  ],
])(
  'PHI in a service that %s is told within the hour, and again each month',
  async (_what, service, title) => {
    const { told, clock } = await hospital(service);
    const [notice, ...more] = await told();
    expect(more).toEqual([]);
    expect(notice && noticeText(notice).title).toBe(title);
    expect(notice && severityOfNotice(notice)).toBe('high');
    clock.advance(3_600);
    expect(await told()).toHaveLength(1);
    clock.advance(31 * 86_400);
    expect(await told()).toHaveLength(2);
  },
);

test('nothing is told of services that the agreement is about, nor of what holds no PHI', async () => {
  expect(await (await hospital({ name: 'Azure Storage', inScope: true })).told()).toEqual([]);
  expect(await (await hospital(undefined, { phi: 'no' })).told()).toEqual([]);
});
