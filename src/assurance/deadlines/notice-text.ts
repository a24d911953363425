import type { Severity } from '../../model/index.ts';
import type { NoticeContent } from '../../notifications/index.ts';
import type { Notice } from '../../records/index.ts';

const causes: Readonly<Record<string, string>> = {
  policy: 'a policy update',
  exemption: 'an exemption began or ended',
  scope: 'the scope of an assignment changed',
  visibility: 'read access changed',
};

const mostShown = 20;

/** Renders a notice, which stands for a group of changes. It names things by their ids alone. */
export function noticeText(notice: Notice): NoticeContent {
  const where = notice.subscriptionId === undefined ? '' : ` in subscription ${notice.subscriptionId}`;
  switch (notice.kind) {
    case 'expires-soon':
      return {
        title: `${nameOf(notice.about)} expires in ${notice.days} days`,
        lines: [`It expires at ${notice.expiresAt}. After that, what it covers counts as open.`],
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
        title: `${nameOf(notice.about)} is over; ${notice.count} findings are still open`,
        lines: listed(notice.open.map(({ resourceId, policy }) => `${policy}: ${resourceId}`)),
      };
    case 'notice-due':
      return {
        title: `${nameOf(notice.about)}: the notice to ${notice.to} is due in ${notice.days} days`,
        lines: [`Due by ${notice.by}. GET /api/incidents/${notice.about.id} shows the record.`],
      };
    case 'notice-overdue':
      return {
        title: `${nameOf(notice.about)}: the notice to ${notice.to} is overdue`,
        lines: [`It was due by ${notice.by}. GET /api/incidents/${notice.about.id} shows the record.`],
      };
    case 'drifts':
      return {
        title:
          notice.cause === 'baseline'
            ? `First evaluation${where}: its states are the baseline`
            : `States changed${where} after ${causes[notice.cause] ?? notice.cause}`,
        lines: [`Since ${notice.at}. GET /api/drifts lists them.`],
      };
    case 'controls':
      return {
        title: `${notice.changes.length} safeguards changed status`,
        lines: listed(notice.changes.map(({ control, from, to }) => `${control}: ${from} -> ${to}`)),
      };
    default:
      return {
        title: `${notice.count} findings are Unknown${where}`,
        lines: [`Unknown since ${notice.since}: ${notice.reason}.`, 'GET /api/unknowns lists them.'],
      };
  }
}

/** Gives the severity of a notice, by which channels are chosen. */
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
