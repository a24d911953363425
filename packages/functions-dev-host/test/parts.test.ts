import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { setCookie } from '../src/cookies.ts';
import { parseHostConfig } from '../src/host-config.ts';
import { loadKeys } from '../src/keys.ts';
import { createLog } from '../src/log.ts';
import { decodeMessage } from '../src/queue-message.ts';
import { routePattern } from '../src/route-template.ts';
import { applySettings, resolveSettings } from '../src/settings.ts';

function withFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'host-parts-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('host.json', () => {
  it("has Azure's defaults when it is empty", () => {
    expect(parseHostConfig('{}', {})).toEqual({
      routePrefix: 'api',
      durable: { hubName: 'TestHubName', connectionName: 'AzureWebJobsStorage' },
      logLevels: {},
      queues: {
        maxPollingInterval: 60_000,
        visibilityTimeout: 0,
        batchSize: 16,
        newBatchThreshold: 8,
        maxDequeueCount: 5,
        messageEncoding: 'base64',
      },
    });
  });

  it('gives what it holds', () => {
    const config = parseHostConfig(
      JSON.stringify({
        version: '2.0',
        logging: { logLevel: { default: 'Warning' } },
        extensions: {
          http: { routePrefix: '/' },
          queues: { maxPollingInterval: '1.00:00:02.5', batchSize: 4, messageEncoding: 'none' },
        },
      }),
      {},
    );
    expect(config).toMatchObject({
      routePrefix: '',
      logLevels: { default: 'warning' },
      queues: { maxPollingInterval: 86_402_500, batchSize: 4, newBatchThreshold: 2, messageEncoding: 'none' },
    });
  });

  it.each([
    '{',
    '{"extensions":{"queues":{"batchSize":33}}}',
    '{"extensions":{"queues":{"visibilityTimeout":"soon"}}}',
  ])('is refused when it is wrong: %s', (text) => {
    expect(() => parseHostConfig(text, {})).toThrow(/host\.json is not/);
  });
});

describe('the name of the task hub', () => {
  const hub = (hubName?: string, environment: Record<string, string> = {}) =>
    parseHostConfig(JSON.stringify({ extensions: { durableTask: { hubName } } }), environment).durable
      .hubName;

  it.each([
    ['watchers', {}, 'watchers'],
    ['%HUB%', { HUB: 'north' }, 'north'],
    ['%SITE%Hub%N%', { SITE: 'a', N: '1' }, 'aHub1'],
    [undefined, {}, 'TestHubName'],
    [undefined, { WEBSITE_SITE_NAME: 'phiwatch-responder-2' }, 'phiwatchresponder2'],
    [undefined, { WEBSITE_SITE_NAME: '2-north', WEBSITE_SLOT_NAME: 'Production' }, 't2north'],
    [undefined, { WEBSITE_SITE_NAME: 'x' }, 'xHub'],
    [undefined, { WEBSITE_SITE_NAME: '--' }, 'DefaultTaskHub'],
    [undefined, { WEBSITE_SITE_NAME: 'a'.repeat(60) }, 'a'.repeat(45)],
  ])('%j with %j is %s', (given, environment, name) => {
    expect(hub(given, environment)).toBe(name);
  });

  it.each(['%HUB%', 'a', '2hub', 'a-hub', 'a'.repeat(46)])('cannot be %s', (given) => {
    expect(() => hub(given)).toThrow(
      `Task hub name '${given}' should contain only alphanumeric characters, start with a letter, and have length between 3 and 45.`,
    );
  });

  it('must be given in a slot', () => {
    expect(() => hub(undefined, { WEBSITE_SLOT_NAME: 'staging' })).toThrow(
      'Task Hub name must be specified in host.json when using slots',
    );
    expect(hub('own', { WEBSITE_SLOT_NAME: 'staging' })).toBe('own');
  });
});

describe('route templates', () => {
  it.each([
    ['api', 'items/{id}', ['/api/items/:id']],
    ['api', '/items/{id?}/', ['/api/items/:id?']],
    ['', 'a/b', ['/a/b']],
    ['api', 'v1:check/{n:int}', [String.raw`/api/v1::check/:n(^-?\d+$)`]],
    ['api', 'files/{*path}', ['/api/files', '/api/files/*']],
    ['', '{*path}', ['/', '/*']],
  ])('%s + %s', (prefix, template, paths) => {
    expect(routePattern(prefix, template).paths).toEqual(paths);
  });

  it.each(['{id:range(1,2)}', 'a{id}', '{id=5}', '{id:regexp}'])('refuses %s', (template) => {
    expect(() => routePattern('api', template)).toThrow(/not supported/);
  });
});

describe('queue messages', () => {
  it.each([
    ['eyJhIjoxfQ==', 'base64', '{"a":1}'],
    ['{"a":1}', 'base64', '{"a":1}'],
    ['/////w==', 'base64', '/////w=='],
    ['', 'base64', ''],
    ['eyJhIjoxfQ==', 'none', 'eyJhIjoxfQ=='],
  ] as const)('%s as %s is %s', (text, encoding, decoded) => {
    expect(decodeMessage(text, encoding)).toBe(decoded);
  });
});

describe('settings', () => {
  it('fill what the environment leaves open', () => {
    withFolder((folder) => {
      const file = join(folder, 'settings.json');
      writeFileSync(
        file,
        JSON.stringify({ IsEncrypted: false, Values: { A: 'file', B: 'file' }, Host: { CORS: '*' } }),
      );
      const environment = { A: 'environment' };
      applySettings(file, environment);
      expect(environment).toEqual({ A: 'environment', B: 'file' });
    });
  });

  it('are refused when encrypted or not text', () => {
    withFolder((folder) => {
      const file = join(folder, 'settings.json');
      for (const json of ['{"IsEncrypted":true}', '{"Values":{"A":1}}', 'text']) {
        writeFileSync(file, json);
        expect(() => applySettings(file, {})).toThrow(file);
      }
    });
  });

  it('stand for %NAME%', () => {
    expect(resolveSettings('%A%-%B%', { A: '1', B: '2' })).toBe('1-2');
    expect(() => resolveSettings('%C%', {})).toThrow('The app setting "C"');
  });
});

describe('the key file', () => {
  it('keeps the keys it has, gets those it lacks, and is closed to others', () => {
    withFolder((folder) => {
      const file = join(folder, 'sub', 'keys.json');
      const made = loadKeys(file);
      writeFileSync(file, JSON.stringify({ master: 'm', functions: { other: 'o' } }), { mode: 0o644 });
      const keys = loadKeys(file);
      expect(keys).toMatchObject({ master: 'm', functions: { other: 'o', default: expect.any(String) } });
      expect(keys.system.eventgrid_extension).not.toBe(made.system.eventgrid_extension);
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(keys);
      expect(statSync(file).mode & 0o777).toBe(0o600);
    });
  });

  it('is refused, but not quoted, when it is not valid', () => {
    withFolder((folder) => {
      const file = join(folder, 'keys.json');
      writeFileSync(file, 'hunter2');
      const failure = (): unknown => loadKeys(file);
      expect(failure).toThrow(/is not valid/);
      expect(failure).not.toThrow(/hunter2/);
    });
  });
});

describe('the log', () => {
  it('asks the longest category that matches', () => {
    const lines: string[] = [];
    const log = createLog({
      levels: { default: 'warning', Function: 'information', 'Function.noisy': 'none' },
      now: () => new Date('2026-01-02T03:04:05Z'),
      write: (line) => lines.push(line),
    });
    log('information', 'Host', 'a');
    log('warning', 'Host', 'b');
    log('information', 'Function.hello.User', 'c');
    log('critical', 'Function.noisy.User', 'd');
    log('debug', 'Functional', 'e');
    expect(lines).toEqual([
      '2026-01-02T03:04:05.000Z warning [Host] b\n',
      '2026-01-02T03:04:05.000Z information [Function.hello.User] c\n',
    ]);
  });
});

it('writes cookies with their attributes', () => {
  const cookie = setCookie({
    name: 'session',
    value: 'a;b',
    domain: { value: 'example.com' },
    path: { value: '/' },
    expires: { value: { seconds: 0 } },
    maxAge: { value: 60.5 },
    secure: { value: true },
    httpOnly: { value: true },
    sameSite: 'explicitNone',
  });
  expect(cookie).toBe(
    'session=a%3Bb; Domain=example.com; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60; Secure; HttpOnly; SameSite=None',
  );
});
