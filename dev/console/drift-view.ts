import { isDeepStrictEqual } from 'node:util';
import { paint, paintSeverity, paintState } from '../../cli/output.ts';
import { severityOf } from '../../src/model/index.ts';
import type { Actor, Drift } from '../../src/model/index.ts';
import { people, writerIdentity } from '../people.ts';
import { duration, eventLine } from './event-line.ts';

/** A drift as a person reads it: how bad, where, before and after, which safeguards, who, and how soon it was noticed. */
export function driftView(drift: Drift): string {
  const name = drift.resourceId.split('/').at(-1) ?? drift.resourceId;
  const isOver = drift.to === 'Compliant';
  const about = `${paint('bold', name)}, ${drift.resourceType}`;
  return eventLine(drift.recordedAt, isOver ? 'RESOLVED' : 'DRIFT', [
    isOver ? about : `${severityText(drift)}  ${about}`,
    `${drift.title} (${drift.policy})`,
    `${drift.from ?? 'first seen'} -> ${paintState(drift.to)}${drift.reason ? `: ${drift.reason}` : ''}`,
    ...fields(drift),
    `45 CFR ${drift.controls.join(', ')}`,
    `${because(drift)}${noticed(drift)}`,
  ]);
}

/** The severity by which people act, and what it was raised from. */
function severityText(drift: Drift): string {
  const severity = severityOf(drift);
  const { severity: own, phi } = drift;
  const raised = severity === own ? '' : ` (raised from ${own}${phi ? ': PHI' : ''})`;
  return `${paintSeverity(severity)}${raised}`;
}

function fields({ before, after }: Drift): string[] {
  return after.map(({ path, value, expected }) => {
    const was = before.find((each) => each.path === path);
    const hasChanged = was !== undefined && !isDeepStrictEqual(was.value, value);
    const change = hasChanged ? `${shown(was.value)} -> ${shown(value)}` : shown(value);
    return `${path}: ${change}${expected ? `   (required: ${expected})` : ''}`;
  });
}

function shown(value: unknown): string {
  return value === null || value === undefined ? 'nothing' : JSON.stringify(value);
}

/** Names the person who changed the resource or, if nobody did, the cause of the drift. */
function because(drift: Drift): string {
  if (drift.cause !== 'resource') return `cause: ${drift.cause}`;
  return `changed by ${who(drift)}`;
}

function who({ actor, candidates }: Drift): string {
  if (actor) return describe(actor);
  const several = new Set(candidates.map((candidate) => describe(candidate.actor ?? {})));
  return several.size > 1 ? `one of ${[...several].join(', ')}` : 'an unknown principal';
}

function describe({ kind, objectId, appId }: Actor): string {
  const known = people.find(({ oid }) => oid === objectId);
  if (known) return known.name;
  if (objectId === writerIdentity.oid) return 'phiwatch';
  return [kind, objectId ?? appId].filter(Boolean).join(' ') || 'an unknown principal';
}

function noticed({ eventTime, recordedAt }: Drift): string {
  return eventTime === undefined ? '' : `, noticed after ${duration(eventTime, recordedAt)}`;
}
