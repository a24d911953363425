import { describe, expect, test } from 'vitest';
import type { Severity } from '../../src/model/index.ts';
import { cardOf } from '../../src/notifications/card.ts';
import { webhookBody } from '../../src/notifications/channels/webhook.ts';
import { createChannels } from '../../src/notifications/channels/index.ts';
import { contentOf } from '../../src/notifications/content.ts';
import { mailOf } from '../../src/notifications/mail.ts';
import { wordsOf } from '../../src/notifications/message.ts';
import { endOfQuiet, routeOf } from '../../src/notifications/route.ts';
import { clouds } from '../../src/platform/azure/index.ts';
import type { CloudName } from '../../src/platform/azure/index.ts';
import type { OutboxMessage } from '../../src/platform/store/outbox-types.ts';
import { driftOf } from '../platform/store/samples.ts';
import { alerts } from '../response/world.ts';

const drift = driftOf(
  '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/clinic/providers/Microsoft.Storage/storageAccounts/<b>imaging',
  1,
);
const message = (n: number, more: Partial<OutboxMessage> = {}): OutboxMessage => ({
  id: `m${n}`,
  channel: 'ops',
  kind: 'first',
  subject: `s${n}`,
  severity: 'high',
  content: contentOf(drift, { why: 'It is off.', next: 'Put it right.' }),
  createdAt: '2026-03-01T08:00:00.000Z',
  notBefore: '2026-03-01T08:00:00.000Z',
  ...more,
});

describe('a card', () => {
  test('is in the envelope of a Workflows webhook, and only shows', () => {
    const card = cardOf(wordsOf([message(1)], false, 'UTC'));
    expect(card).toMatchObject({
      type: 'message',
      attachments: [
        { contentType: 'application/vnd.microsoft.card.adaptive', content: { type: 'AdaptiveCard' } },
      ],
    });
    expect(JSON.stringify(card)).not.toContain('Action.');
  });

  test('leads to the page, where there is one; a digest leads to all that is open', () => {
    const page = 'https://phiwatch.example/api/page';
    const linked = (n: number) =>
      message(n, {
        content: contentOf(drift, { why: 'Off.', next: 'On.', link: `${page}?response=${n}` }),
      });
    const actions = (card: object) =>
      (card as { attachments: { content: { body: { type: string; actions?: unknown }[] } }[] }).attachments
        .flatMap(({ content }) => content.body)
        .filter(({ type }) => type === 'ActionSet')
        .flatMap((set) => set.actions);
    expect(actions(cardOf(wordsOf([linked(1)], false, 'UTC')))).toEqual([
      { type: 'Action.OpenUrl', title: 'Review and decide', url: `${page}?response=1` },
    ]);
    expect(actions(cardOf(wordsOf([message(1), linked(2)], false, 'UTC')))).toEqual([
      { type: 'Action.OpenUrl', title: 'Open phiwatch', url: page },
    ]);
  });

  test('stays below 28 KB, and says what it left out', () => {
    const words = {
      title: 't',
      facts: [],
      severity: 'low' as const,
      lines: Array.from({ length: 500 }, (_, n) => `${n} ${'x'.repeat(300)}`),
    };
    const text = JSON.stringify(cardOf(words));
    expect(Buffer.byteLength(text)).toBeLessThan(28_000);
    expect(text).toMatch(/and \d+ more lines/);
  });

  test('says that it may be a repeat', () => {
    expect(JSON.stringify(cardOf(wordsOf([message(1)], true, 'UTC')))).toContain('may have been sent before');
  });
});

test('a digest shows each subject once, the worst first, and counts the rest', () => {
  const many = Array.from({ length: 60 }, (_, n) => message(n, { severity: n === 59 ? 'critical' : 'low' }));
  const again = [...many, message(100, { subject: 's3', kind: 'resolved' })];
  const { title, lines, link } = wordsOf(again, false, 'UTC');
  expect(link).toBeUndefined();
  expect(title).toBe('60 findings: 1 critical, 1 high, 58 low (61 messages)');
  expect(lines[0]).toContain('critical');
  expect(lines.at(-1)).toContain('and 40 more');
});

test('a batch about one subject shows its last message whole, and says that others are left out', () => {
  const words = wordsOf(
    [message(1, { subject: 's', kind: 'resolved' }), message(2, { subject: 's', kind: 'first' })],
    false,
    'UTC',
  );
  expect(words.title).toBe(wordsOf([message(2)], false, 'UTC').title);
  expect(words.facts.length).toBeGreaterThan(0);
  expect(words.lines.at(-1)).toBe('Left out: an earlier message about the same policy and resource.');
});

test('a card shows an underscore within a word as it is, and escapes what would be Markdown', () => {
  const words = { title: 'TLS1_2 _x_ *b* [l](u)', facts: [], lines: [], severity: 'low' as const };
  expect(JSON.stringify(cardOf(words))).toContain(
    JSON.stringify(String.raw`TLS1_2 \_x\_ \*b\* \[l\](u)`).slice(1, -1),
  );
});

test.each([
  [
    { eventTime: '2026-03-01T09:30:00.000Z' },
    'Somebody changed supportsHttpsTrafficOnly from true to false on Mar 1, 2026, 09:30 UTC; who is unknown',
  ],
  [{}, 'from true to false before Mar 1, 2026, 10:00 UTC, when it was found'],
  // Nobody is said to have changed what is not known to have changed.
  [{ before: [] }, 'The state went from Compliant to NonCompliant; this was found on'],
  [{ before: drift.after }, 'The state went from Compliant to NonCompliant; this was found on'],
  [{ cause: 'visibility' as const, from: 'Unknown' as const }, 'The state went from Unknown to NonCompliant'],
])('a message says no more of a change than is known: %j', (more, expected) => {
  const content = contentOf({ ...drift, ...more }, { why: 'Off.', next: 'On.' });
  expect(wordsOf([message(1, { content })], false, 'UTC').lines[0]).toContain(expected);
});

test('an earlier value that is not known is not said to be unset', () => {
  const { changes } = contentOf({ ...drift, before: [] }, { why: '', next: '' });
  expect(changes[0]).toMatchObject({ before: 'not known', changed: false });
});

test('moments are those of the readers, and settings keep what stands in them', () => {
  const at = '2026-03-01T09:30:00.000Z';
  const content = contentOf(
    { ...drift, eventTime: at, after: [{ path: 'tags.until', value: at }] },
    { why: `Since ${at}.`, next: 'Please decide.', dueAt: at },
  );
  const { lines, facts, summary } = wordsOf([message(1, { content })], false, 'America/Chicago');
  expect(lines.join(' ')).toContain('Since Mar 1, 2026, 03:30 CST.');
  expect(summary).toContain('due Mar 1, 2026, 03:30 CST');
  expect(facts.find(([name]) => name === 'tags.until')?.[1]).toContain(at);
});

test('a mail is escaped, and no name begins a header', () => {
  const { html, subject } = mailOf({
    ...wordsOf([message(1)], false, 'UTC'),
    title: 'a\r\nBcc: b@example.org',
  });
  expect(subject).not.toMatch(/[\r\n]/);
  expect(html).not.toContain('<b>');
  expect(html).toContain('&lt;b&gt;imaging');
});

test('values of secrets are not shown, and long ones are cut', () => {
  const path = 'properties.adminPassword';
  const secret = {
    ...drift,
    before: [{ path, value: 'old' }],
    after: [
      { path, value: 'new' },
      { path: 'a', value: 'x'.repeat(900) },
    ],
  };
  const { changes } = contentOf(secret, { why: '', next: '' });
  expect(changes[0]).toMatchObject({ before: 'not shown', after: 'not shown' });
  expect(changes[1]?.after).toHaveLength(200);
});

test('a switch is shown, though its name is like that of a secret', () => {
  const path = 'properties.allowSharedKeyAccess';
  const content = contentOf(drift, {
    why: '',
    next: '',
    plan: { changes: [{ path, before: true, after: false }] },
  });
  expect(content.plan).toEqual([{ path, before: 'true', after: 'false' }]);
});

describe('a message about a plan', () => {
  const plan = {
    changes: [{ path: 'properties.publicNetworkAccess', before: 'Enabled', after: 'Disabled' }],
    caution: 'Only private endpoints reach it from then on.',
  };
  const rendered = (more: Partial<NonNullable<Parameters<typeof contentOf>[1]['plan']>> = {}) => {
    const content = contentOf(drift, { why: 'Why.', next: 'Next.', plan: { ...plan, ...more } });
    const decision = message(1, { kind: 'decision', content });
    const words = wordsOf([decision], false, 'UTC');
    return {
      words,
      all: [
        JSON.stringify(cardOf(words)),
        mailOf(words).text,
        mailOf(words).html,
        JSON.stringify(webhookBody([decision], false, 'UTC')),
      ],
    };
  };

  test('that may cut users off says so in every channel, with the side effect', () => {
    for (const text of rendered({ cutsOff: true }).all) {
      expect(text).toContain('this fix may cut users off');
      expect(text).toContain(plan.caution);
    }
    for (const text of rendered().all) expect(text).not.toContain('cut users off');
  });

  test('says what is sent along', () => {
    const { words } = rendered({ with: [{ path: 'properties.source', value: 'user-override' }] });
    expect(words.facts).toContainEqual(['Sent with the fix: source', 'user-override']);
  });
});

describe('quiet hours', () => {
  const berlin = { from: 22 * 60, to: 6 * 60, timeZone: 'Europe/Berlin' };
  test.each([
    ['2026-01-10T22:30:00Z', '2026-01-11T05:00:00.000Z'],
    // Clocks go forward in the night, and back in another: six in the morning is six in the morning.
    ['2026-03-28T22:30:00Z', '2026-03-29T04:00:00.000Z'],
    ['2026-10-24T21:30:00Z', '2026-10-25T05:00:00.000Z'],
  ])('from %s end at %s', (now, end) => {
    expect(endOfQuiet(new Date(now), berlin)?.toISOString()).toBe(end);
  });

  test('hold back what is low alone', () => {
    const settings = { ...alerts, quietHours: berlin };
    const now = new Date('2026-01-10T22:30:00Z');
    const low = routeOf({ severity: 'low', phi: false }, settings, now);
    expect(low.notBefore).toBe('2026-01-11T05:00:00.000Z');
    expect(routeOf({ severity: 'high', phi: false }, settings, now).notBefore).toBe(now.toISOString());
    expect(endOfQuiet(new Date('2026-01-10T12:00:00Z'), berlin)).toBeUndefined();
  });
});

test('routes lead by severity, PHI and organization', () => {
  const routes = [
    { channels: ['ops'], severity: ['critical' as const, 'high' as const] },
    { channels: ['privacy'], phi: true },
  ];
  const to = (severity: Severity, phi: boolean) =>
    routeOf({ severity, phi }, { ...alerts, routes }, new Date()).channels;
  expect(to('high', true)).toEqual(['ops', 'privacy']);
  expect(to('low', true)).toEqual(['privacy']);
  expect(to('low', false)).toEqual([]);
});

describe('channels', () => {
  const parts = (environment: Record<string, string>, cloud: CloudName = 'AzureCloud') => ({
    credential: { getToken: async () => Promise.resolve(null) },
    environment,
    now: () => new Date(),
    workflowHosts: clouds[cloud].workflowHosts,
  });
  const teams = {
    channels: { ops: { kind: 'teams' as const, url: 'OPS_TEAMS_URL' } },
    teamsHosts: [],
    timeZone: 'UTC',
  };

  test.each([
    'https://prod-1.westus.logic.azure.com/workflows/1?sig=s3cret',
    'https://x.06.environment.api.powerplatform.com/w?sig=s3cret',
  ])('of Teams are taken at %s', (url) => {
    expect([...createChannels(teams, parts({ OPS_TEAMS_URL: url })).keys()]).toEqual(['ops']);
  });

  test.each([
    'https://prod-1.usgovtexas.logic.azure.us:443/workflows/1?sig=s3cret',
    'https://x.6.environment.api.gov.powerplatform.microsoft.us/w?sig=s3cret',
    'https://x.6.environment.api.high.powerplatform.microsoft.us/w?sig=s3cret',
    'https://x.6.environment.api.appsplatform.us/w?sig=s3cret',
  ])('of Teams are taken in Government at %s', (url) => {
    const government = parts({ OPS_TEAMS_URL: url }, 'AzureUSGovernment');
    expect([...createChannels(teams, government).keys()]).toEqual(['ops']);
  });

  test('of Teams are refused in Government at an address of the public cloud, unless it is named', () => {
    const url = 'https://prod-1.westus.logic.azure.com/workflows/1?sig=s3cret';
    const government = parts({ OPS_TEAMS_URL: url }, 'AzureUSGovernment');
    expect(() => createChannels(teams, government)).toThrow('or of a host in TEAMS_HOSTS');
    const named = { ...teams, teamsHosts: ['prod-1.westus.logic.azure.com'] };
    expect([...createChannels(named, government).keys()]).toEqual(['ops']);
  });

  test.each([
    'https://evil.example/?sig=s3cret',
    'http://a.logic.azure.com/?sig=s3cret',
    'https://logic.azure.com.evil.example',
  ])('of Teams are refused elsewhere, without telling the address: %s', (url) => {
    expect(() => createChannels(teams, parts({ OPS_TEAMS_URL: url }))).toThrow(/^ALERT_CHANNELS: ops: /);
    expect(() => createChannels(teams, parts({ OPS_TEAMS_URL: url }))).not.toThrow(/s3cret|evil/);
  });

  test('say which setting is missing', () => {
    expect(() => createChannels(teams, parts({}))).toThrow('the setting OPS_TEAMS_URL is missing');
  });
});
