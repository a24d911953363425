import { app } from '@azure/functions';
import * as df from 'durable-functions';

/**
 * The parts that a deployment registers: `monitor` (events, scans, the API), which writes nothing to the estate;
 * `responder` (responses, messages, workflows), which takes no traffic from outside and may have an identity that
 * writes; or `all`, in one app.
 */
const appRoles = ['all', 'monitor', 'responder'] as const;
type AppRole = (typeof appRoles)[number];

const given = process.env['APP_ROLE']?.trim() || 'all';
if (!appRoles.some((role) => role === given))
  throw new Error(`Settings to correct: APP_ROLE must be one of ${appRoles.join(', ')}, and is ${given}`);

type Registrations = Pick<typeof app, 'http' | 'timer' | 'storageQueue' | 'eventGrid'>;
const ignore = (): void => undefined;
const nowhere: Registrations = { http: ignore, timer: ignore, storageQueue: ignore, eventGrid: ignore };

function registers(role: Exclude<AppRole, 'all'>): boolean {
  return given === 'all' || given === role;
}

/** Registers functions that monitor. */
export const monitor: Registrations = registers('monitor') ? app : nowhere;

/** Registers functions that respond: none of them is called from outside. */
export const responder: Omit<Registrations, 'http'> & Pick<typeof df.app, 'orchestration' | 'activity'> =
  registers('responder')
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
          throw new Error('orchestrations belong to another role');
        },
        activity: () => () => {
          throw new Error('activities belong to another role');
        },
      };
