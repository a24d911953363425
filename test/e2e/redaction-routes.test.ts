import { randomUUID } from 'node:crypto';
import { imagingArchiveId } from '@phiwatch/sample-hospital';
import { describe, expect, test } from 'vitest';
import { roles } from '../../src/platform/auth/index.ts';
import { textRecords } from '../../src/records/text-records.ts';
import type { TextRecord } from '../../src/records/index.ts';
import { given } from './support/connection.ts';
import { endOf, textsIn } from './support/kept-texts.ts';
import { everythingKept } from './support/kept.ts';
import { anyName, anyShape, bareName, Bodies, shaped } from './support/planted.ts';
import type { ApiDescription } from './support/planted.ts';
import { addressOf, routesOf, validValues, withinForm } from './support/planted-routes.ts';
import { useWorld } from './support/setup.ts';
import { until } from './support/until.ts';

const it = useWorld({ channels: true, evidence: true, settings: { WRITE_ATTESTATIONS: 'on' } });

/**
 * The only places in which a name without any other shape may lie: what a person wrote into a record. It can be withdrawn from
 * there, as the last test does. Nothing of it is in any other table, in a queue, a log or a message.
 */
const written = new Set(Object.values(textRecords).map(({ table }) => `table ${table}`));

/** What has the shape of data of a person, and is taken all the same. */
const accepted: Readonly<Record<string, (text: string) => boolean>> = {
  // A log may know a principal by its login name alone, and anomalies about it are suppressed by that name.
  'anomaly-suppressions-add principal': (text) => text === shaped.mail,
};

/** Routes whose record is not in this world: they answer 404 before they look at the body. */
const absent = new Set(['anomalies-verdict', 'drills-abort']);

const described = async (): Promise<ApiDescription> =>
  (await it.app.call('GET', '/api/openapi.json', undefined)).json() as Promise<ApiDescription>;

/** Somebody of every role, another for each operation. */
const somebody = (): Promise<string> => it.app.azure.userToken({ oid: randomUUID(), roles: [...roles] });

/** A response that waits for people. */
async function openResponse(): Promise<string> {
  const id = await it.app.copyOf(imagingArchiveId);
  await it.app.changed({ method: 'PATCH', id, body: { properties: { minimumTlsVersion: 'TLS1_0' } } });
  return until('a response', async () => {
    const { responses } = await it.app.json<{
      responses: { id: string; resourceId: string; status: string }[];
    }>('/api/responses');
    return responses.find((each) => each.resourceId === id && each.status === 'waiting')?.id;
  });
}

/** Where a text lies that must not: in storage, in what the host printed, or in a message. */
async function placesOf(wanted: RegExp | string): Promise<readonly string[]> {
  const { world, app } = it;
  const all = new Map(await everythingKept(app.connection.storage));
  all.set('log', world.output());
  all.set('sinks', JSON.stringify(world.sinks.arrived));
  return [...all].flatMap(([place, text]) =>
    (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text)) ? [place] : [],
  );
}

/** Hundreds of calls, one after the other. */
describe.skipIf(given)('a person who is written into every input of every route', () => {
  const ids = new Map<string, string>();

  /** What bodies name that has to be there before: an incident, a document, a collection of evidence. */
  async function earlier(): Promise<Readonly<Record<string, unknown>>> {
    const { app, world } = it;
    const post = async (path: string, body: unknown) =>
      (await (await app.call('POST', path, await somebody(), { body })).json()) as { id: string };
    const knownAt = new Date(world.now() - 86_400_000).toISOString();
    const incident = await post('/api/incidents', {
      source: { kind: 'report', knownAt },
      what: 'a report',
      systems: [],
      resources: [],
      capacity: 'covered-entity',
      subjects: [],
    });
    const period = { from: knownAt, to: new Date(world.now()).toISOString() };
    ids.set('/api/evidence', (await post('/api/evidence/collect', period)).id);
    const kept = await fetch(new URL('/api/documents', app.connection.baseUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${await somebody()}`, 'content-type': 'text/plain' },
      body: 'our policy',
    });
    const { id: documentHash } = (await kept.json()) as { id: string };
    return { incident: incident.id, documentHash };
  }

  test('is refused by the name of the field where it has a shape', async () => {
    const { app } = it;
    ids.set('/api/responses', await openResponse());
    const description = await described();
    const bodies = new Bodies(description, { ...validValues(it.world.now()), ...(await earlier()) });
    const routes = routesOf(description);
    expect(routes.length).toBeGreaterThan(70);
    // First what the others are about.
    for (const route of routes.filter(({ method, path }) => method === 'POST' && !path.includes('{'))) {
      const [body] = route.schema ? bodies.valid(route.schema) : [];
      if (!body || /scans|evaluations|texts/.test(route.path)) continue;
      const sent = route.path.endsWith('/incidents')
        ? {
            ...body,
            source: { kind: 'report', knownAt: new Date(it.world.now() - 86_400_000).toISOString() },
          }
        : body;
      const answer = await app.call('POST', route.path, await somebody(), { body: sent });
      if (answer.status === 201) ids.set(route.path, ((await answer.json()) as { id: string }).id);
    }
    expect([...ids.keys()].toSorted()).toEqual([
      '/api/agreements',
      '/api/announced-changes',
      '/api/anomaly-suppressions',
      '/api/attestations',
      '/api/auditor-grants',
      '/api/decisions',
      '/api/drills/tabletops',
      '/api/entity-profiles',
      '/api/evidence',
      '/api/exemptions',
      '/api/incidents',
      '/api/legal-holds',
      '/api/narrative-releases',
      '/api/remediation/modes',
      '/api/responses',
      '/api/reviews',
    ]);

    const wrong: string[] = [];
    let calls = 0;
    for (const route of routes) {
      const { method, operationId, parameters = [], schema } = route;
      const token = await somebody();
      for (const [shape, text] of Object.entries(shaped)) {
        for (const { name, in: where } of shape === 'mail' || shape === 'ssn' ? parameters : []) {
          const address = addressOf(route, ids, { [name]: text });
          const query = where === 'query' ? `?${name}=${encodeURIComponent(text)}` : '';
          const { status } = await app.call(method, `${address}${query}`, token, schema && { body: {} });
          calls += 1;
          if (status !== 400 && status !== 404) wrong.push(`${operationId} ${name}: ${status}`);
        }
        for (const planted of schema ? bodies.planted(schema) : []) {
          // A pattern or a format refuses them all alike.
          if (!planted.free && shape !== 'ssn') continue;
          const body = planted.body(withinForm(planted.field, text));
          const answer = await app.call(method, addressOf(route, ids), token, { body });
          calls += 1;
          const name = `${operationId} ${planted.field}`;
          if (accepted[name]?.(text) === true || (absent.has(operationId) && answer.status === 404)) continue;
          const problem = (await answer.json()) as { field?: string; detail?: string };
          // A list may be named as a whole, and what no schema knows by whatever it is called.
          const named = [planted.field, planted.field.replace(/\.0$/, '')];
          const isNamed = planted.field.endsWith('*') || named.includes(problem.field ?? '');
          if (answer.status !== 400 || !isNamed)
            wrong.push(`${name} (${text}): ${answer.status} ${problem.field} ${problem.detail}`);
        }
      }
      // What is open to anyone holds no data, and looks at no parameter.
      if (route['x-roles'] === undefined) continue;
      const { status } = await app.call(
        method,
        `${addressOf(route, ids)}?${encodeURIComponent(shaped.mail)}=1`,
        token,
      );
      if (status < 300) wrong.push(`${operationId} takes a parameter of any name`);
    }
    expect(wrong).toEqual([]);
    expect(calls).toBeGreaterThan(350);
    // But the login name by which anomalies are suppressed.
    expect(await placesOf(anyShape)).toEqual(['table AnomalySuppressions']);
  });

  test('is kept only where a person wrote it, if it is a bare name', async () => {
    const { app } = it;
    const description = await described();
    const bodies = new Bodies(description, { ...validValues(it.world.now()), ...(await earlier()) });
    const statuses = new Set<number>();
    for (const route of routesOf(description)) {
      const { method, path, parameters = [], schema } = route;
      // They would end what the others are about.
      if (/restart|approval/.test(path)) continue;
      const token = await somebody();
      for (const { name, in: where } of parameters) {
        const query = where === 'query' ? `?${name}=${encodeURIComponent(bareName)}` : '';
        await app.call(
          method,
          `${addressOf(route, ids, { [name]: bareName })}${query}`,
          token,
          schema && { body: {} },
        );
      }
      for (const planted of schema ? bodies.planted(schema) : []) {
        if (!planted.free) continue;
        const body = planted.body(withinForm(planted.field, bareName));
        statuses.add((await app.call(method, addressOf(route, ids), token, { body })).status);
      }
    }
    expect([...statuses].filter((status) => status >= 500)).toEqual([]);
    const places = await placesOf(anyName);
    expect(places.filter((place) => !written.has(place))).toEqual([]);
    // The test is of use only where much was kept.
    expect(places.length).toBeGreaterThanOrEqual(9);
  });

  /** While everything is held, no text can be withdrawn. */
  async function releaseHolds(): Promise<void> {
    const { app } = it;
    const answer = await app.call('GET', '/api/legal-holds', await somebody());
    for (const { id } of ((await answer.json()) as { holds: { id: string }[] }).holds)
      for (const step of ['release', 'release/approval'])
        await app.call('POST', `/api/legal-holds/${id}/${step}`, await somebody());
  }

  test('can be withdrawn from everywhere, and is then nowhere', async () => {
    const { app } = it;
    const token = await somebody();
    await releaseHolds();
    for (const record of Object.keys(textRecords) as TextRecord[])
      for (const { body } of await textsIn(record, anyName, app.connection.storage)) {
        let answer = await app.call('POST', '/api/texts/withdrawal', token, { body });
        // What a record is for is withdrawn once it has ended.
        if (answer.status === 409 && (await answer.clone().text()).includes('end it first')) {
          await app.call('DELETE', endOf(record, body), token);
          answer = await app.call('POST', '/api/texts/withdrawal', token, { body });
        }
        // What stood in several versions is withdrawn from all of them at once.
        expect([200, 409], JSON.stringify([body, await answer.clone().text()])).toContain(answer.status);
      }
    expect(await placesOf(anyName)).toEqual([]);
    // Whoever reads the records still gets what the description says, which `call` checks.
    for (const { method, path, parameters = [] } of routesOf(await described()))
      if (method === 'GET' && parameters.length === 0) await app.call(method, path, token);
    expect(await (await app.call('GET', '/api/incidents', token)).text()).toContain('hmac-sha256');
  });
});
