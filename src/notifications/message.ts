import { compareSeverity, severities } from '../model/index.ts';
import type { Severity } from '../model/index.ts';
import type { OutboxMessage } from '../platform/store/index.ts';
import type { AlertContent, NoticeContent } from './types.ts';

/** The text of a message, before a channel gives it a form. */
export interface Words {
  readonly title: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly lines: readonly string[];
  readonly severity: Severity;
  /** Leads to a page behind sign-in. */
  readonly link?: string;
}

const prefixes: Readonly<Record<string, string>> = {
  changed: 'Changed',
  resolved: 'Resolved',
  reminder: 'Reminder',
  escalation: 'Escalation',
  decision: 'Approval needed',
};

/** The entries that a digest lists; it counts the rest. */
const mostShown = 20;

/** Renders a batch: one message as it is, several as a digest with the last message of each subject. */
export function wordsOf(messages: readonly OutboxMessage[], repeat: boolean): Words {
  const [only, ...others] = messages;
  if (!only) throw new Error('a batch has at least one message');
  const words = others.length === 0 ? one(only) : digest(messages);
  const note = 'This may have been sent before.';
  return repeat ? { ...words, lines: [note, ...words.lines] } : words;
}

function one({ kind, content, severity }: OutboxMessage): Words {
  if (!isAlert(content)) {
    const { title, lines } = content as NoticeContent;
    return { title, facts: [], lines, severity };
  }
  const {
    resourceId,
    controls,
    changes,
    from,
    to,
    actor,
    since,
    until,
    dueAt,
    organization,
    phi,
    plan,
    readBy,
    link,
  } = content;
  const prefix = prefixes[kind];
  return {
    title: prefix ? `${prefix}: ${content.title}` : content.title,
    severity,
    facts: [
      ['Resource', resourceId],
      ...(organization === undefined ? [] : [['Organization', organization] as const]),
      ['PHI', phi ? 'holds PHI, or is presumed to' : 'marked as holding none'],
      ['State', `${from ?? 'not evaluated before'} -> ${to}`],
      ...changes.map(
        ({ path, before, after, wanted }) =>
          [path, `${before} -> ${after}${wanted === undefined ? '' : ` (required: ${wanted})`}`] as const,
      ),
      ...(plan ?? []).map(
        ({ path, before, after }) => [`Planned change: ${path}`, `${before} -> ${after}`] as const,
      ),
      ...(content.caution === undefined ? [] : [['Caution', content.caution] as const]),
      ['Safeguards', controls.join(', ') || 'none'],
      ['Changed by', actor ?? 'unknown or several actors'],
      ['Since', until === undefined ? since : `${since} until ${until}`],
      ['Read access since then', readBy ?? 'unknown'],
      ...(dueAt === undefined || kind === 'resolved' ? [] : [['Due', dueAt] as const]),
    ],
    lines: [content.why, content.next],
    ...(link !== undefined && { link }),
  };
}

function digest(messages: readonly OutboxMessage[]): Words {
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
    const { title } = message.content as AlertContent | NoticeContent;
    const prefix = prefixes[message.kind];
    return `${prefix ? `${prefix}: ` : ''}${title} (${message.severity}${times > 1 ? `, ${times} times` : ''})`;
  });
  const more = last.length - lines.length;
  const link = messages.map(({ content }) => (isAlert(content) ? content.link : undefined)).find(Boolean);
  return {
    title: `${messages.length} messages about ${last.length} findings: ${counts.join(', ')}`,
    severity: last[0]?.message.severity ?? 'low',
    facts: [],
    lines: more > 0 ? [...lines, `and ${more} more; GET /api/responses lists all`] : lines,
    // Without a response, the page lists all of them.
    ...(link !== undefined && { link: link.replace(/\?.*$/, '') }),
  };
}

function isAlert(content: unknown): content is AlertContent {
  return typeof content === 'object' && content !== null && 'responseId' in content;
}
