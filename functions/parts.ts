import { app } from '@azure/functions';
import * as df from 'durable-functions';

/**
 * What a deployment registers: `judge` (events, scans, the API), which writes nothing to the estate; `respond` (answers, messages,
 * workflows), which takes no traffic from outside and may have an identity that writes; or `all`, in one app.
 */
const parts = ['all', 'judge', 'respond'] as const;
type Part = (typeof parts)[number];

const given = process.env['PART']?.trim() || 'all';
if (!parts.some((part) => part === given))
  throw new Error(`Settings to correct: PART must be one of ${parts.join(', ')}, and is ${given}`);

type Registrations = Pick<typeof app, 'http' | 'timer' | 'storageQueue' | 'eventGrid'>;
const ignore = (): void => undefined;
const nowhere: Registrations = { http: ignore, timer: ignore, storageQueue: ignore, eventGrid: ignore };

function registers(part: Exclude<Part, 'all'>): boolean {
  return given === 'all' || given === part;
}

/** Takes functions of the part that judges. */
export const judging: Registrations = registers('judge') ? app : nowhere;

/** Takes functions of the part that answers: none of them is called from outside. */
export const responding: Omit<Registrations, 'http'> & Pick<typeof df.app, 'orchestration' | 'activity'> =
  registers('respond')
    ? {
        timer: app.timer,
        storageQueue: app.storageQueue,
        eventGrid: app.eventGrid,
        orchestration: df.app.orchestration,
        activity: df.app.activity,
      }
    : {
        ...nowhere,
        orchestration: () => () => {
          throw new Error('orchestrations belong to another part');
        },
        activity: () => () => {
          throw new Error('activities belong to another part');
        },
      };
