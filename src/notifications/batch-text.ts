import { counted } from '../base/index.ts';
import { compareSeverity, severities } from '../model/index.ts';
import type { OutboxMessage } from '../platform/store/index.ts';
import { isAlert, titleOf } from './alert-text.ts';
import type { NoticeContent, Words } from './types.ts';

/** The entries that a batch lists; it counts the rest. */
const mostShown = 20;

/** Renders several messages as one: the last of each subject, the worst first. */
export function batchText(messages: readonly OutboxMessage[]): Words {
  const bySubject = Map.groupBy(messages, ({ subject, id }) => subject ?? id);
  const last = [...bySubject.values()]
    .map((each) => ({ message: each.at(-1), times: each.length }))
    .flatMap(({ message, times }) => (message ? [{ message, times }] : []))
    .toSorted((one, other) => compareSeverity(one.message.severity, other.message.severity));
  const counts = severities.flatMap((severity) => {
    const count = last.filter(({ message }) => message.severity === severity).length;
    return count > 0 ? [`${count} ${severity}`] : [];
  });
  const lines = last.slice(0, mostShown).map(({ message, times }) => {
    const { kind, content, severity } = message;
    const title = isAlert(content) ? titleOf(kind, content) : (content as NoticeContent).title;
    return `${title} (${severity}${times > 1 ? `, ${times} messages` : ''})`;
  });
  const more = last.length - lines.length;
  const link = messages.map(({ content }) => (isAlert(content) ? content.link : undefined)).find(Boolean);
  return {
    title: `${counted(last.length, 'finding')}: ${counts.join(', ')} (${messages.length} messages)`,
    severity: last[0]?.message.severity ?? 'low',
    facts: [],
    lines: more > 0 ? [...lines, `and ${more} more; GET /api/responses lists all of them`] : lines,
    // Without a response, the page lists all of them.
    ...(link !== undefined && { link: link.split('?', 1)[0], linkTitle: 'Open phiwatch' }),
  };
}
