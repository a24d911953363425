import { daysAfter } from '../../base/index.ts';
import type { ComponentRun, DrillFinding } from '../model/index.ts';

/** Days that the owner has, by how much depends on the component. */
const allowedDays = { critical: 7, high: 14, medium: 30, low: 90 } as const;

/** Adds a finding, once however often it is found. @param what names it within the component */
export function withFinding(run: ComponentRun, what: string, title: string, now: string): ComponentRun {
  const { name, owner, criticality } = run.component;
  const id = `${name}|${what}`;
  if (run.findings.some((each) => each.id === id)) return run;
  const finding: DrillFinding = { id, title, owner, dueAt: daysAfter(now, allowedDays[criticality]) };
  return { ...run, findings: [...run.findings, finding] };
}
