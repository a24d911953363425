import { expect, test } from 'vitest';
import { visibleText } from '../../src/base/index.ts';
import { cardOf } from '../../src/notifications/card.ts';
import { mailOf } from '../../src/notifications/mail.ts';
import { wordsOf } from '../../src/notifications/message.ts';
import type { OutboxMessage } from '../../src/platform/store/index.ts';
import { createLog } from '../../src/platform/telemetry/index.ts';

test.for([
  ['a color', '\u001B[31mred', '\uFFFD[31mred'],
  ['a title of the terminal', '\u001B]0;title\u0007', '\uFFFD]0;title\uFFFD'],
  ['an escape of eight bits', '\u009B2J', '\uFFFD2J'],
  ['NUL, backspace and a carriage return', 'a\u0000b\u0008c\rd', 'a\uFFFDb\uFFFDc\uFFFDd'],
  ['writing turned around', 'safe\u202Efles', 'safe\uFFFDfles'],
  ['an isolate', '\u2066x\u2069', '\uFFFDx\uFFFD'],
  ['letters without width', 'pay\u200Bpal\uFEFF', 'pay\uFFFDpal\uFFFD'],
  ['a line separator', 'a\u2028b', 'a\uFFFDb'],
  ['letters of any script, tabs and lines', 'Zürich 病院 مستشفى\t✓\n', 'Zürich 病院 مستشفى\t✓\n'],
] as const)('%s is seen', ([, text, seen]) => {
  expect(visibleText(text)).toBe(seen);
});

/** A name as somebody who may create a resource could choose it. */
const hostile =
  '# Big\u202E\n- see https://evil.example/a\u0007 or [here](http://evil.example) {{DATE(tomorrow)}}\n1. one\u0000';
const message = {
  id: 'm',
  channel: 'teams',
  kind: 'notice',
  severity: 'high',
  createdAt: '2026-03-01T12:00:00.000Z',
  content: { title: `Found: ${hostile}`, lines: [hostile] },
} as unknown as OutboxMessage;

test('a name that is hostile is inert in a card', () => {
  const card = JSON.stringify(cardOf(wordsOf([message], false, 'UTC')));
  const texts = [...card.matchAll(/"text":"((?:[^"\\]|\\.)*)"/g)].map(
    ([, text]) => JSON.parse(`"${text}"`) as string,
  );
  expect(texts).toEqual([
    'Found: # Big\uFFFD - see https:\u2060//evil.example/a\uFFFD or \\[here\\](http:\u2060//evil.example) {\u2060{DATE(tomorrow)}} 1. one\uFFFD',
    '\\# Big\uFFFD\n\\- see https:\u2060//evil.example/a\uFFFD or \\[here\\](http:\u2060//evil.example) {\u2060{DATE(tomorrow)}}\n1\\. one\uFFFD',
  ]);
});

test('a name that is hostile is seen in a mail, and its subject is one line', () => {
  const { subject, text, html } = mailOf(wordsOf([message], false, 'UTC'));
  expect(subject).not.toMatch(/[\r\n]/);
  for (const each of [subject, text, html]) expect(visibleText(each)).toBe(each);
});

test('a name that is hostile is seen in a log', () => {
  const lines: string[] = [];
  createLog((_level, line) => lines.push(line)).warn('A name', { target: hostile });
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ target: expect.stringContaining('# Big\uFFFD\n- see') });
});
