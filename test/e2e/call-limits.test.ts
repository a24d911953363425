import { describe, expect, test } from 'vitest';
import { given } from './support/connection.ts';
import { useWorld } from './support/setup.ts';
import { until } from './support/until.ts';

const it = useWorld({ settings: { CALLS_PER_MINUTE: '6', CHANGES_PER_MINUTE: '2' } });
const [ada, ben] = ['6e1d0b93-47f2-4c5a-8b36-f0d2a97c5e14', '7f2e1ca4-58a3-4d6b-9c47-01e3b08d6f25'];

async function call(oid: string | undefined, path: string, method = 'GET', body?: unknown) {
  const { app } = it;
  const token = oid === undefined ? undefined : await app.azure.userToken({ oid, roles: ['Operator'] });
  return app.call(method, path, token, body === undefined ? {} : { body });
}

describe.skipIf(given)('whoever calls too often', () => {
  test('waits as long as they are told, and keeps nobody else from calling', async () => {
    const { world } = it;
    const statuses: number[] = [];
    for (let n = 0; n < 12; n += 1) statuses.push((await call(ada, '/api/scans')).status);
    expect(statuses.slice(0, 6)).toEqual(Array.from({ length: 6 }, () => 200));
    const refused = await call(ada, '/api/scans');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(10);
    expect((await call(ben, '/api/scans')).status).toBe(200);
    for (let n = 0; n < 12; n += 1) expect((await call(undefined, '/api/health')).status).toBe(200);

    // A call that is refused takes no place.
    world.moveTime(60_000);
    await until('a place', async () => ((await call(ada, '/api/scans')).status === 200 ? true : undefined));
    const changes: number[] = [];
    for (let n = 0; n < 4; n += 1) changes.push((await call(ada, '/api/auditor-grants', 'POST', {})).status);
    expect(changes).toEqual([400, 400, 429, 429]);
    expect((await call(ada, '/api/scans')).status).toBe(200);
  });
});
