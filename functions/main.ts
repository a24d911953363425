/** The entry of the bundle: to import a function is to register it. */
// oxlint-disable import/no-unassigned-import
import './events/policy-state-changed.ts';
import './events/resource-changed.ts';
import './http/agreement.ts';
import './http/agreements.ts';
import './http/announced-changes.ts';
import './http/audit.ts';
import './http/auditor-grants.ts';
import './http/control-drifts.ts';
import './http/controls.ts';
import './http/decisions.ts';
import './http/drifts.ts';
import './http/exemptions.ts';
import './http/health.ts';
import './http/notices.ts';
import './http/policy-attestations.ts';
import './http/scans.ts';
import './http/statements.ts';
import './http/states.ts';
import './http/unknowns.ts';
import './queues/evaluate-resource.ts';
import './timers/deadlines.ts';
import './timers/full-scan.ts';
import './timers/scan-upkeep.ts';
import './timers/sweep.ts';
import './timers/tenant-policies.ts';
