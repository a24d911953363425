import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepMessages } from '../../dev/message-files.ts';
import type { Arrived } from '../../dev/sinks/index.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'messages-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const card = (text: string) => ({
  attachments: [{ content: { type: 'AdaptiveCard', version: '1.4', body: [{ type: 'TextBlock', text }] } }],
});
const arrived: readonly Arrived[] = [
  { sink: 'teams', body: JSON.stringify(card('</script><b>imaging')), headers: {} },
  {
    sink: 'mail',
    body: [
      'From: phiwatch@lakeside.example',
      'To: compliance@lakeside.example',
      'Subject: phiwatch critical: a < b',
      'Content-Type: text/html; charset=utf-8',
      '',
      '<p>It is off.</p>',
    ].join('\r\n'),
    headers: {},
  },
  { sink: 'webhook', body: JSON.stringify({ messages: [{ title: '<i>' }] }), headers: {} },
];

test('each message is kept once, as a page to look at', async () => {
  const made = await keepMessages(arrived, folder);
  expect(made.map((file) => basename(file))).toEqual(['001-teams.html', '002-mail.html', '003-webhook.html']);
  expect(await keepMessages(arrived, folder)).toEqual([]);
  expect(await readdir(folder)).toContain('adaptivecards.min.js');
  const [teams = '', mail = '', pager = ''] = await Promise.all(made.map((file) => readFile(file, 'utf8')));
  expect(teams).not.toContain('</script><b>');
  expect(teams).toContain(String.raw`\u003c/script>`);
  expect(mail).toContain('<p>It is off.</p>');
  expect(mail).toContain('phiwatch critical: a &lt; b');
  expect(pager).toContain('&lt;i&gt;');
});
