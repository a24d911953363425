import type { Severity } from '../../model/index.ts';
import type { NoticeContent } from '../../notifications/index.ts';
import type { Notice } from '../../records/index.ts';

const causes: Readonly<Record<string, string>> = {
  baseline: 'First sight',
  policy: 'Another version of a policy',
  exemption: 'An exemption that began or ended',
  scope: 'Another scope of an assignment',
  visibility: 'What could be read and can no longer be',
};

const mostShown = 20;

/** A notice in words: what is told in groups. By ids alone. */
export function noticeText(notice: Notice): NoticeContent {
  const where = notice.subscriptionId === undefined ? '' : ` in subscription ${notice.subscriptionId}`;
  switch (notice.kind) {
    case 'expires-soon':
      return {
        title: `${nameOf(notice.about)} ends in ${notice.days} days`,
        lines: [`It ends at ${notice.expiresAt}. Without it, what it covers counts as open.`],
      };
    case 'expired':
    case 'began':
    case 'ended':
      return {
        title: `${nameOf(notice.about)} ${notice.kind === 'began' ? 'has begun' : 'has ended'}`,
        lines: [`At ${notice.at}${where}.`],
      };
    case 'announced-still-open':
      return {
        title: `${nameOf(notice.about)} is over, and has left ${notice.count} findings open`,
        lines: listed(notice.open.map(({ resourceId, policy }) => `${policy}: ${resourceId}`)),
      };
    case 'notice-due':
      return {
        title: `${nameOf(notice.about)}: the notice to ${notice.to} is due in ${notice.days} days`,
        lines: [`By ${notice.by}. GET /api/incidents/${notice.about.id} has what is on record.`],
      };
    case 'notice-overdue':
      return {
        title: `${nameOf(notice.about)}: the notice to ${notice.to} is overdue`,
        lines: [`It was due by ${notice.by}. GET /api/incidents/${notice.about.id} has what is on record.`],
      };
    case 'drifts':
      return {
        title: `${causes[notice.cause] ?? notice.cause}${where} has changed states`,
        lines: [`Since ${notice.at}. GET /api/drifts has each of them.`],
      };
    case 'controls':
      return {
        title: `${notice.changes.length} safeguards stand otherwise than before`,
        lines: listed(notice.changes.map(({ control, from, to }) => `${control}: ${from} -> ${to}`)),
      };
    default:
      return {
        title: `${notice.count} findings are not known${where}`,
        lines: [`Since ${notice.since}: ${notice.reason}.`, 'GET /api/unknowns has each of them.'],
      };
  }
}

/** How much it matters: decides which channel hears of it. */
export function severityOfNotice({ kind }: Notice): Severity {
  if (kind === 'notice-overdue') return 'critical';
  if (kind === 'notice-due') return 'high';
  if (kind === 'expired' || kind === 'not-known' || kind === 'announced-still-open') return 'high';
  return kind === 'controls' || kind === 'expires-soon' ? 'medium' : 'low';
}

function nameOf({ record, id }: { readonly record: string; readonly id: string }): string {
  return `The ${record.replace('-', ' ')} ${id}`;
}

function listed(lines: readonly string[]): readonly string[] {
  const more = lines.length - mostShown;
  return more > 0 ? [...lines.slice(0, mostShown), `and ${more} more`] : lines;
}
