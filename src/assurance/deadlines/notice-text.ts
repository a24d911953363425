import { counted } from '../../base/index.ts';
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
        title: `${nameOf(notice.about)} expires in ${daysOf(notice.days)}`,
        lines: expiryLines(notice),
      };
    case 'expired':
    case 'began':
    case 'ended':
      return {
        title: `${nameOf(notice.about)} ${notice.kind === 'began' ? 'has begun' : 'has ended'}`,
        lines: [`This happened on ${notice.at}${where}.`],
      };
    case 'announced-still-open':
      return {
        title: `${nameOf(notice.about)} is over, and ${notice.count} of its findings are still open`,
        lines: listed(notice.open.map(({ resourceId, policy }) => `${policy}: ${resourceId}`)),
      };
    case 'notice-due':
      return {
        title: `${nameOf(notice.about)}: the notice to ${notice.to} is due in ${daysOf(notice.days)}`,
        lines: [
          `Please give the notice by ${notice.by} and record it. GET /api/incidents/${notice.about.id} shows the incident.`,
        ],
      };
    case 'notice-overdue':
      return {
        title: `${nameOf(notice.about)}: the notice to ${notice.to} is overdue`,
        lines: [
          `It was due by ${notice.by}. Please give the notice now and record it. GET /api/incidents/${notice.about.id} shows the incident.`,
        ],
      };
    case 'drifts':
      return {
        title:
          notice.cause === 'baseline'
            ? `phiwatch has begun to watch${where.replace(' in', '')}`
            : `States changed${where}: ${causes[notice.cause] ?? notice.cause}`,
        lines:
          notice.cause === 'baseline'
            ? [
                `The states of ${notice.at} are the baseline. From now on you are notified of changes. GET /api/drifts lists the findings.`,
              ]
            : [`This began on ${notice.at}. GET /api/drifts lists the changes.`],
      };
    case 'controls':
      return {
        title: `${notice.changes.length} safeguards changed status`,
        lines: listed(notice.changes.map(({ control, from, to }) => `${control}: ${from} -> ${to}`)),
      };
    case 'phi-outside-agreement':
      return {
        title: `PHI lies in ${notice.service}, which ${notice.isOutOfScope ? "Microsoft's agreement is not about" : "Microsoft's list of services does not name"}`,
        lines: [
          'Please find out whether the business associate agreement is about it, and move the PHI where it is not. GET /api/business-associate-agreements shows the services that hold PHI.',
        ],
      };
    case 'ledger-head':
      return {
        title: `The ledger ends at row ${notice.row}`,
        lines: [
          `Hash: ${notice.hash}`,
          'Please keep this message where nobody who rules the subscription can change it. `phiwatch ledger verify` computes the same hash for that row.',
        ],
      };
    case 'ledger-differs':
      return {
        title: 'The ledger of phiwatch, or its tables, are not as they were written',
        lines: [
          ...listed(notice.why),
          'Please find out who changed them. `phiwatch ledger verify` shows every difference.',
        ],
      };
    case 'document-changed':
      return {
        title: 'A document that somebody attests by is not there as it was signed',
        lines: [
          ...listed(notice.attestations.map((id) => `The attestation or review ${id} rests on it.`)),
          `Expected SHA-256: ${notice.expected}; found: ${notice.found ?? 'nothing'}.`,
          'What it attests is unknown until somebody attests again.',
        ],
      };
    case 'events-silent':
      return {
        title: `No events have come${where} since ${notice.since}`,
        lines: [
          `The longest time without events in the two weeks before was ${counted(notice.longestPauseHours, 'hour')}. Changes made since then are only found by the nightly scan.`,
          'Please look whether the event subscription still exists, and whether its deliveries fail.',
        ],
      };
    case 'poison-messages':
      return {
        title: `${counted(notice.count, 'message')} of the queue ${notice.queue} failed too often`,
        lines: [
          `phiwatch has given up on what came since ${notice.since}. The resources concerned are read again by the next full scan.`,
          'GET /api/poison-messages lists them. Please look for the cause, then acknowledge or replay each.',
        ],
      };
    default:
      return {
        title: `${notice.count} findings are Unknown${where}`,
        lines: [
          `They have been Unknown since ${notice.since}. Reason: ${notice.reason}.`,
          'Please restore read access or correct the cause. GET /api/unknowns lists them.',
        ],
      };
  }
}

function expiryLines({
  about: { record },
  expiresAt,
}: Pick<Extract<Notice, { readonly kind: 'expires-soon' }>, 'about' | 'expiresAt'>): readonly string[] {
  switch (record) {
    case 'tabletop':
      return [`It proves nothing after ${expiresAt}.`, 'Please hold another one before then.'];
    case 'entity-profile':
      return [
        `It expires on ${expiresAt}. The safeguards that do not apply by it are asked again after that.`,
        'Please sign another one before then.',
      ];
    default:
      return [
        `It expires on ${expiresAt}. The findings that it covers count as open after that.`,
        'Please renew it before then, or correct the settings that it covers.',
      ];
  }
}

/** Gives the severity of a notice, by which channels are chosen. */
export function severityOfNotice({ kind }: Notice): Severity {
  if (kind === 'notice-overdue' || kind === 'ledger-differs') return 'critical';
  if (kind === 'notice-due') return 'high';
  if (kind === 'expired' || kind === 'not-known' || kind === 'announced-still-open') return 'high';
  if (kind === 'poison-messages' || kind === 'events-silent') return 'high';
  if (kind === 'phi-outside-agreement' || kind === 'document-changed') return 'high';
  return kind === 'controls' || kind === 'expires-soon' ? 'medium' : 'low';
}

function daysOf(count: number): string {
  return count === 1 ? 'one day' : `${count} days`;
}

function nameOf({ record, id }: { readonly record: string; readonly id: string }): string {
  return `The ${record.replace('-', ' ')} ${id}`;
}

function listed(lines: readonly string[]): readonly string[] {
  const more = lines.length - mostShown;
  return more > 0 ? [...lines.slice(0, mostShown), `and ${more} more`] : lines;
}
