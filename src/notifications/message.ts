import { visibleText, withLocalTimes } from '../base/index.ts';
import type { OutboxMessage } from '../platform/store/index.ts';
import { alertText, isAlert } from './alert-text.ts';
import { batchText } from './batch-text.ts';
import type { NoticeContent, Words } from './types.ts';

/**
 * Renders a batch: one message as it is, several as a list with the last message of each subject.
 * @param repeat it may have been sent before
 * @param timeZone IANA; moments in texts are written as people there read them
 */
export function wordsOf(messages: readonly OutboxMessage[], repeat: boolean, timeZone: string): Words {
  const last = messages.at(-1);
  if (!last) throw new Error('a batch has at least one message');
  // Of one subject, the last message says how it stands: it is shown whole.
  const isOne = new Set(messages.map(({ subject, id }) => subject ?? id)).size === 1;
  const words = isOne ? single(last, timeZone) : batchText(messages);
  const earlier = isOne ? messages.length - 1 : 0;
  const lines = [
    ...words.lines,
    ...(earlier > 0
      ? [
          `Left out: ${earlier === 1 ? 'an earlier message' : `${earlier} earlier messages`} about the same policy and resource.`,
        ]
      : []),
    ...(repeat ? ['This message may have been sent before.'] : []),
  ];
  const shown = (text: string) => visibleText(withLocalTimes(text, timeZone));
  return {
    ...words,
    title: oneLine(shown(words.title)),
    ...(words.summary !== undefined && { summary: oneLine(visibleText(words.summary)) }),
    lines: lines.map(shown),
    facts: words.facts.map(([name, value]) => [oneLine(visibleText(name)), visibleText(value)] as const),
  };
}

function oneLine(text: string): string {
  return text.replaceAll(/[\t\n]/g, ' ');
}

function single({ kind, content, severity }: OutboxMessage, timeZone: string): Words {
  if (isAlert(content)) return alertText(kind, content, timeZone);
  const { title, lines, link } = content as NoticeContent;
  return {
    title,
    facts: [],
    lines,
    severity,
    ...(link !== undefined && { link, linkTitle: 'Open phiwatch' }),
  };
}
