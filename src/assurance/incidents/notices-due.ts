import { plusDays } from '../../base/index.ts';
import type { Recipient } from './incident-requests.ts';
import type { Incident } from './incident.ts';

/** A notice that must be given, by when, and whether it was. */
export interface NoticeDue {
  readonly to: Recipient;
  readonly citation: string;
  /** The last day. Each is to be given without unreasonable delay before. */
  readonly by: string;
  /** Law enforcement wants none before this day. */
  readonly notBefore?: string;
  /** It may turn out that it is not needed. */
  readonly unless?: string;
  readonly sentOn?: string;
  readonly late?: true;
  /** It was given though law enforcement wanted it delayed. */
  readonly early?: true;
}

type Facts = Pick<
  Incident,
  'discovery' | 'capacity' | 'noticeDays' | 'affected' | 'delay' | 'decision' | 'notices'
>;

/** No notice is given later than so many days after discovery: 164.404(b), 164.406(b), 164.410(b). */
const mostDays = 60;

/** From so many individuals on, HHS is told with them; if so many residents of a state are exceeded, the media too. */
const many = 500;

/** An oral statement holds for so many days. 164.412(b). */
const oralDays = 30;

/**
 * The notices of an incident. It is a breach until somebody has decided otherwise, and as large as it can be until somebody has
 * counted: neither the assessment nor the count stops the clock. 45 CFR 164.402(2), 164.404 to 164.412.
 */
export function noticesDue(incident: Facts): readonly NoticeDue[] {
  const { decision, discovery, capacity, noticeDays = mostDays } = incident;
  if (decision !== undefined && decision.outcome !== 'breach') return [];
  const by = plusDays(discovery.day, mostDays);
  if (capacity === 'business-associate') {
    const agreed = plusDays(discovery.day, Math.min(mostDays, noticeDays));
    return [given({ to: 'covered-entity', citation: '164.410(b)', by: agreed }, incident)];
  }
  return [
    given({ to: 'individuals', citation: '164.404(b)', by }, incident),
    ...mediaDue(incident, by),
    given({ to: 'hhs', ...hhsDue(incident, by) }, incident),
  ];
}

/** The first day on which notices may go again, or undefined where nothing holds them up. */
function delayedUntil({ delay }: Pick<Incident, 'delay'>): string | undefined {
  if (delay === undefined) return undefined;
  return delay.statement === 'written' ? delay.until : plusDays(delay.statedOn, oralDays);
}

function mediaDue(incident: Facts, by: string): readonly NoticeDue[] {
  const { affected } = incident;
  const due = { to: 'media', citation: '164.406', by } as const;
  const unless = `no state has more than ${many} residents among them`;
  if (affected === undefined) return [given({ ...due, unless }, incident)];
  if (affected.individuals <= many) return [];
  if (affected.byState === undefined) return [given({ ...due, unless }, incident)];
  return Object.values(affected.byState).some((count) => count > many) ? [given(due, incident)] : [];
}

function hhsDue({ affected, discovery }: Facts, by: string): Pick<NoticeDue, 'citation' | 'by' | 'unless'> {
  const withIndividuals = { citation: '164.408(b)', by };
  if (affected === undefined)
    return { ...withIndividuals, unless: `there are fewer than ${many}: then after the end of the year` };
  if (affected.individuals >= many) return withIndividuals;
  return { citation: '164.408(c)', by: plusDays(`${discovery.day.slice(0, 4)}-12-31`, mostDays) };
}

function given(due: NoticeDue, incident: Facts): NoticeDue {
  const notBefore = delayedUntil(incident);
  const delayed =
    notBefore === undefined ? due : { ...due, notBefore, by: notBefore > due.by ? notBefore : due.by };
  const sentOn = incident.notices
    .filter(({ to }) => to === due.to)
    .map((notice) => notice.sentOn)
    .toSorted()[0];
  if (sentOn === undefined) return delayed;
  const { statedOn = sentOn } = incident.delay ?? {};
  const early = notBefore !== undefined && sentOn < notBefore && sentOn >= statedOn;
  return { ...delayed, sentOn, ...(sentOn > delayed.by && { late: true }), ...(early && { early: true }) };
}
