import { isDeepStrictEqual, styleText } from 'node:util';
import { severityOf } from '../../src/model/index.ts';
import type { Actor, Drift } from '../../src/model/index.ts';

/** A drift as a person reads it: what, where, before and after, which safeguards, who, and how soon it was seen. */
export function driftView(drift: Drift): string {
  const name = drift.resourceId.split('/').at(-1) ?? drift.resourceId;
  const paint = drift.to === 'NonCompliant' ? 'red' : drift.to === 'Compliant' ? 'green' : 'yellow';
  const lines = [
    `${styleText('bold', name)}  ${drift.resourceType}`,
    `${drift.title} (${drift.policy}, ${severityText(drift)})`,
    `${drift.from ?? 'first seen'} -> ${styleText(paint, drift.to)}${drift.reason ? `: ${drift.reason}` : ''}`,
    ...fields(drift),
    `45 CFR ${drift.controls.join(', ')}`,
    because(drift),
    timing(drift),
  ];
  return lines.map((line, i) => (i === 0 ? line : `    ${line}`)).join('\n');
}

/** The severity by which people act, and what it was raised from. */
function severityText(drift: Drift): string {
  const severity = severityOf(drift);
  const { severity: own, phi } = drift;
  return severity === own ? severity : `${severity}, raised from ${own}${phi ? ': PHI' : ''}`;
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

/** Who changed the resource; where nobody did, what else the drift comes of. */
function because(drift: Drift): string {
  if (drift.cause !== 'resource') return `cause: ${drift.cause}`;
  return `changed by ${who(drift)}${drift.correlationId ? `, correlation ${drift.correlationId}` : ''}`;
}

function who({ actor, candidates }: Drift): string {
  if (actor) return describe(actor);
  const several = new Set(candidates.map((candidate) => describe(candidate.actor ?? {})));
  return several.size > 1 ? `one of ${[...several].join(', ')}` : 'an unknown principal';
}

function describe({ kind, objectId, appId }: Actor): string {
  return [kind, objectId ?? appId].filter(Boolean).join(' ') || 'an unknown principal';
}

function timing({ eventTime, recordedAt }: Drift): string {
  if (!eventTime) return `recorded ${recordedAt}`;
  const seconds = (Date.parse(recordedAt) - Date.parse(eventTime)) / 1000;
  return `changed ${eventTime}, recorded ${recordedAt} (${seconds.toFixed(1)} s later)`;
}
