import { imagingArchiveId } from '@phiwatch/sample-hospital';
import { expect, test } from 'vitest';
import { roles } from '../../src/platform/auth/types.ts';
import { given } from './support/connection.ts';
import { useWorld } from './support/setup.ts';
import { until } from './support/until.ts';

const it = useWorld({ evidence: true });
const oid = '3f0b7a52-91d4-4c68-a7e3-0d5b82c6f419';
const since = '2000-01-01';

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
}

type Answer = Readonly<Record<string, unknown>>;

async function ask(
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<Answer & { status: number }> {
  const { app } = it;
  const token = await app.azure.userToken({ oid, roles: roles.filter((role) => role !== 'Auditor') });
  const answer = await app.call('GET', `${path}?${new URLSearchParams(query).toString()}`, token);
  return { status: answer.status, ...((await answer.json()) as Answer) };
}

/** Every list that takes nothing but times and resources, with what it takes. */
async function lists(
  resourceId: string,
): Promise<readonly (readonly [path: string, query: Record<string, string>])[]> {
  const { app } = it;
  const document = (await (await app.get('/api/openapi.json')).json()) as {
    readonly paths: Readonly<Record<string, { readonly get?: Operation }>>;
  };
  return Object.entries(document.paths).flatMap(([path, { get }]) => {
    const parameters = get?.parameters ?? [];
    if (!parameters.some(({ name }) => name === 'cursor')) return [];
    const values: Readonly<Record<string, string>> = {
      since,
      resourceId,
      id: '164.312(e)(1)',
      name: 'changes',
    };
    const inPath = parameters.filter((each) => each.in === 'path').map(({ name }) => name);
    const needed = parameters.filter((each) => each.in === 'query' && each.required).map(({ name }) => name);
    const address = inPath.reduce(
      (known, name) => known.replace(`{${name}}`, encodeURIComponent(values[name] ?? '')),
      path,
    );
    return [[address, Object.fromEntries(needed.map((name) => [name, values[name] ?? '']))] as const];
  });
}

/** The list of an answer that pages make shorter. */
function pagedMember(whole: Answer, first: Answer): string {
  const found = Object.entries(whole).find(([name, entries]) => {
    const shown = first[name];
    return Array.isArray(entries) && Array.isArray(shown) && shown.length < entries.length;
  });
  return found?.[0] ?? '';
}

test.skipIf(given)(
  'every list is the same in pages as at once, and no cursor leads anywhere else',
  async () => {
    const { app } = it;
    const made = [await app.copyOf(imagingArchiveId), await app.copyOf(imagingArchiveId)];
    for (const id of made)
      await until('its drifts to be listed', async () =>
        (await app.drifts(id)).length > 0 ? true : undefined,
      );
    const paged = await lists(made[0] ?? '');
    expect(paged.length).toBeGreaterThan(20);

    const cursors = new Map<string, string>();
    for (const [path, query] of paged) {
      // The audit grows by each call that asks for it.
      const before: Record<string, string> =
        path === '/api/audit' ? { until: new Date(Date.now() + 1).toISOString() } : {};
      const page = async (more: Readonly<Record<string, string>>) => {
        const answer = await ask(path, { ...query, ...before, ...more });
        expect([path, answer.status]).toEqual([path, 200]);
        return answer;
      };
      const whole = await page({ limit: '1000' });
      const first = await page({ limit: '1' });
      if (typeof first['next'] !== 'string') continue;
      cursors.set(path, first['next']);
      const member = pagedMember(whole, first);
      const all = whole[member] as readonly unknown[];
      expect([path, first[member]]).toEqual([path, all.slice(0, 1)]);
      const found = [...(first[member] as readonly unknown[])];
      for (let next: unknown = first['next']; typeof next === 'string' && found.length < 200;) {
        const answer = await page({ limit: '7', cursor: next });
        found.push(...(answer[member] as readonly unknown[]));
        ({ next } = answer);
      }
      expect([path, found]).toEqual([path, all.slice(0, found.length)]);
      if (found.length < 200) expect([path, found.length]).toEqual([path, all.length]);
    }
    expect([...cursors.keys()]).toEqual(
      expect.arrayContaining(['/api/drifts', '/api/controls', '/api/states', '/api/audit']),
    );

    for (const [path, query] of paged) {
      const others = Array.from(cursors).filter(([of]) => of !== path);
      for (const cursor of ['x', `${others[0]?.[1]}x`, ...others.map(([, next]) => next)]) {
        const answer = await ask(path, { ...query, cursor });
        expect([path, answer]).toMatchObject([path, { status: 400, field: 'cursor' }]);
      }
    }
    for (const limit of ['0', '1001', '-1', '1.5', 'all', ''])
      expect(await ask('/api/drifts', { since, limit })).toMatchObject({ status: 400, field: 'limit' });
  },
);
