import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noticeText } from '../../src/assurance/deadlines/notice-text.ts';
import type { Drift } from '../../src/model/drift.ts';
import { cardOf } from '../../src/notifications/card.ts';
import { webhookBody } from '../../src/notifications/channels/webhook.ts';
import { contentOf } from '../../src/notifications/content.ts';
import type { DriftMessage } from '../../src/notifications/content.ts';
import { mailOf } from '../../src/notifications/mail.ts';
import { wordsOf } from '../../src/notifications/message.ts';
import type { Words } from '../../src/notifications/types.ts';
import type { MessageKind, OutboxMessage } from '../../src/platform/store/outbox-types.ts';
import { driftOf, resourceIn } from '../platform/store/samples.ts';

/** Messages as their readers get them. `npx vitest run test/notifications/samples.test.ts -u` writes them again: look at each that changed. */
const folder = join(import.meta.dirname, '../../docs/samples');

const page = 'https://phiwatch.example/api/page';
const archive = resourceIn('rg-imaging', 'stlakesideimages');
const secureTransfer: Partial<Drift> = {
  policy: 'storage-requires-secure-transfer',
  failure: 'accepts unencrypted connections',
  effectiveSeverity: 'critical',
  phi: true,
  organization: 'Lakeside Clinic',
  controls: ['164.312(e)(1)', '164.312(e)(2)(i)', '164.312(e)(2)(ii)'],
  actor: { objectId: '7d1f4b92-3c6e-4a08-b5d7-91e2c8f06a3d', kind: 'User' },
  eventTime: '2026-03-01T15:42:00.000Z',
};
const drift = driftOf(archive, 7, secureTransfer);

function message(kind: MessageKind, more: Partial<DriftMessage>, about = drift): OutboxMessage {
  const content = contentOf(about, {
    actorName: 'Dana Holt',
    why: `Policy: ${about.title}.`,
    next: 'Please decide.',
    dueAt: '2026-03-01T19:42:10.000Z',
    link: `${page}?response=${about.id}`,
    ...more,
  });
  return {
    id: `response|${about.id}|${kind}`,
    channel: 'ops',
    kind,
    subject: `${about.policy}|${about.resourceId}`,
    severity: content.severity,
    content,
    createdAt: '2026-03-01T15:42:03.000Z',
    notBefore: '2026-03-01T15:42:03.000Z',
  };
}

const first = message('first', {
  next: 'Please correct the setting, or decide on the page, by 2026-03-01T19:42:10.000Z. phiwatch reminds you until then, and escalates after that.',
  readBy: 'not known yet: logs arrive some minutes later',
});
const approval = message('decision', {
  why: 'phiwatch has prepared a remediation and waits for approval.',
  next: 'Please review the planned change and approve or reject it by 2026-03-01T16:42:10.000Z. It takes one person who neither made the change nor requested the fix.',
  readBy: '12 reads by 3 principals since 2026-03-01T15:00:00Z (logs read until 2026-03-01T16:00:00Z)',
  plan: {
    changes: [{ path: 'properties.supportsHttpsTrafficOnly', before: false, after: true }],
    caution: 'Clients that connect over plain HTTP are refused.',
  },
});
const cutOff = message(
  'decision',
  {
    why: 'phiwatch has prepared a remediation. People have to approve it, because it may cut users off.',
    next: 'Please review the planned change and approve or reject it by 2026-03-01T16:42:10.000Z. It takes one person who neither made the change nor requested the fix.',
    plan: {
      changes: [{ path: 'properties.publicNetworkAccess', before: 'Enabled', after: 'Disabled' }],
      cutsOff: true,
      caution:
        'Only private endpoints reach the server from then on. Firewall rules no longer let anybody in.',
    },
  },
  driftOf(resourceIn('rg-clinical', 'sql-lakeside').replace('Storage/storageAccounts', 'Sql/servers'), 4, {
    resourceType: 'Microsoft.Sql/servers',
    policy: 'sql-server-forbids-public-network',
    title: 'SQL servers are closed to the public network',
    failure: 'is open to the public network',
    controls: ['164.312(a)(1)', '164.312(e)(1)'],
    before: [{ path: 'properties.publicNetworkAccess', value: 'Disabled' }],
    after: [{ path: 'properties.publicNetworkAccess', value: 'Enabled', expected: 'Disabled' }],
    actor: { objectId: '7d1f4b92-3c6e-4a08-b5d7-91e2c8f06a3d', kind: 'User' },
    eventTime: '2026-03-01T15:42:00.000Z',
  }),
);
const resolved = message('resolved', {
  why: 'phiwatch corrected the setting, read it back and evaluated the resource again.',
  next: 'No action is needed.',
  until: '2026-03-01T15:48:20.000Z',
  readBy: '12 reads by 3 principals since 2026-03-01T15:00:00Z (logs read until 2026-03-01T16:00:00Z)',
});
const vault = driftOf(
  resourceIn('rg-imaging', 'kv-lakeside').replace('Storage/storageAccounts', 'KeyVault/vaults'),
  3,
  {
    resourceType: 'Microsoft.KeyVault/vaults',
    policy: 'key-vault-has-purge-protection',
    title: 'Key vaults cannot be purged',
    failure: 'can be purged with all its keys',
    severity: 'medium',
  },
);
const notice = (id: string, content: object): OutboxMessage => ({
  ...first,
  id,
  kind: 'notice',
  severity: 'medium',
  content,
});
const report = notice('digest|2026-03-02', {
  title: 'Daily report: 1 overdue, 1 new, 2 open',
  lines: [
    'Overdue:',
    '- stlakesideimages accepts unencrypted connections (critical, due 2026-03-01T19:42:10.000Z)',
    'New since yesterday:',
    '- kv-lakeside can be purged with all its keys (medium, due 2026-03-04T09:00:00.000Z)',
    'Waiting for people: 1 remediation waits for approval; 2 records expire soon.',
  ],
  link: page,
});
const expiry = notice(
  'notice|1',
  noticeText({
    kind: 'expires-soon',
    about: { record: 'exemption', id: 'ex-42' },
    days: 7,
    expiresAt: '2026-03-08T00:00:00.000Z',
  } as Parameters<typeof noticeText>[0]),
);

const samples: readonly (readonly [name: string, messages: readonly OutboxMessage[]])[] = [
  ['drift', [first]],
  ['approval', [approval]],
  ['cut-off', [cutOff]],
  ['resolved', [resolved]],
  ['batch', [first, message('first', {}, vault)]],
  ['daily-report', [report]],
  ['expiry', [expiry]],
];

test.each(samples)('the sample %s is as its readers get it', async (name, messages) => {
  const words: Words = wordsOf(messages, false, 'America/Chicago');
  const { subject, text, html } = mailOf(words);
  const pager = `${JSON.stringify(webhookBody(messages, false, 'America/Chicago'), null, 2)}\n`;
  await expect(pager).toMatchFileSnapshot(join(folder, `${name}.pager.json`));
  const card = `${JSON.stringify(cardOf(words), null, 2)}\n`;
  await expect(card).toMatchFileSnapshot(join(folder, `${name}.card.json`));
  await expect(`Subject: ${subject}\n\n${text}\n`).toMatchFileSnapshot(join(folder, `${name}.mail.txt`));
  await expect(
    `<!doctype html>\n<meta charset="utf-8">\n<title>${name}</title>\n${html}\n`,
  ).toMatchFileSnapshot(join(folder, `${name}.mail.html`));
});
