import type { Resource } from '../../model/index.ts';
import type { ComponentRun, DrillCheck } from '../model/index.ts';
import { withFinding } from './findings.ts';
import type { LastExport } from './last-export.ts';
import { daysLookedBack, lastExportOf } from './last-export.ts';
import { finished, later } from './progress.ts';
import { factsOf, objectIn, propertiesOf, textIn } from './properties.ts';
import { readingStep } from './readiness.ts';

/** Times that throttled logs are asked again. */
const mostTries = 10;

/**
 * FHIR and DICOM services: a customer can restore nothing, and there is no second region. What was exported last is the newest state that the customer has of its own; no export is
 * ever started by a drill. https://learn.microsoft.com/azure/healthcare-apis/business-continuity-disaster-recovery
 */
export const healthDataStep = readingStep(async (run, service, now, { startedAt }, { logs }) => {
  const last = await lastExportOf(run.component.resourceId, startedAt, logs);
  if (last.kind === 'throttled' && run.tries < mostTries)
    return later({ ...run, tries: run.tries + 1 }, now, last.retryAfterSeconds);
  return ended(run, service, last, now);
});

function ended(run: ComponentRun, service: Resource, last: LastExport, now: string): ComponentRun {
  const account = textIn(objectIn(propertiesOf(service)['exportConfiguration'])['storageAccountName']);
  const known: ComponentRun = {
    ...run,
    mode: 'readiness',
    why: 'no customer can restore it, and there is no second region: Microsoft restores it upon a ticket, of the last seven days',
    facts: factsOf({
      restore: "upon a ticket of Microsoft's",
      restorableDays: 7,
      exportAccount: account ?? 'none',
      ...(last.kind === 'found' && {
        lastExportBegan: last.begunAt,
        lastExportSeenComplete: last.seenCompleteAt,
      }),
    }),
    ...(last.kind === 'found' && { restorePoint: last.begunAt, restorePointFrom: 'lastExport' }),
  };
  const finding = findingOf(account, last);
  const checks: DrillCheck[] = [
    { name: 'restore', outcome: 'not-done', detail: 'the service offers none to its customers' },
    exportCheck(account, last),
  ];
  return finished(finding === undefined ? known : withFinding(known, 'export', finding, now), checks, now);
}

function exportCheck(account: string | undefined, last: LastExport): DrillCheck {
  const name = 'export';
  if (last.kind === 'found')
    return {
      name,
      outcome: 'passed',
      detail: `the last one began at ${last.begunAt} and was seen complete at ${last.seenCompleteAt}; whether it was of everything is not known`,
    };
  if (account === undefined)
    return { name, outcome: 'not-done', detail: 'no storage account for exports is configured' };
  const detail =
    last.kind === 'none'
      ? `the audit log of the last ${daysLookedBack} days shows none that was seen complete`
      : `when the last one ended is not known: ${last.why}`;
  return { name, outcome: 'not-done', detail };
}

function findingOf(account: string | undefined, last: LastExport): string | undefined {
  if (last.kind === 'found') return undefined;
  if (account === undefined) return 'It exports nowhere: what is lost there cannot be had from anywhere else';
  return last.kind === 'none'
    ? `The audit log shows no complete export of the last ${daysLookedBack} days: what is lost there may be had from nowhere else`
    : undefined;
}
