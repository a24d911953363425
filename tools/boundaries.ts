import { asFolders } from './boundaries/folder.ts';
import type { Row } from './boundaries/folder.ts';
import { outside } from './boundaries/outside.ts';

/** The concept folders of src/, wing by wing, top to bottom; imports point down, types included. What is not listed may not be imported. */
const concepts: Record<string, Row> = {
  app: {
    holds: 'Builds the parts, and reads the settings.',
    imports:
      'assurance/{deadlines,incidents} response/{responses,remediation} phi-access/{quarterly-review,access-review,anomalies,collection,model} monitoring/{ingestion,tenant-policies,changes,evaluation} notifications/{publishing,channels,outbox} notifications records platform/{auth,azure,store,telemetry} rules/controls model base',
    files: { 'package.json': 'its version is shown' },
  },
  'assurance/deadlines': {
    holds: 'What happens by the clock alone: warnings, expiry, alarms for what is not known.',
    imports:
      'assurance/{incidents,posture} response/{follow-up,responses} monitoring/changes notifications notifications/outbox records platform/telemetry rules/controls model base',
  },
  'assurance/incidents': {
    holds: 'What may be a breach: discovery, assessment, decision, notices due.',
    imports: 'notifications records platform/{auth,store} model base',
  },
  'assurance/posture': {
    holds: 'Where each control stands, what is unknown, and whether watching works.',
    imports:
      'monitoring/{full-scan,evaluation} records platform/{azure,store,telemetry} rules/controls model base',
  },
  'response/follow-up': {
    holds: 'Responses over time: what is next, reminders, the daily digest.',
    imports:
      'response/{approval,responses} notifications notifications/outbox records platform/{store,telemetry} base',
  },
  'response/approval': {
    holds: 'From a proposed plan to its approval, application and check.',
    imports: 'response/{responses,remediation} platform/auth model base',
  },
  'response/responses': {
    holds: 'The life of a response to a drift, and who may decide what.',
    imports:
      'response/remediation phi-access/anomalies monitoring/{changes,evaluation} notifications/publishing notifications records platform/{auth,azure,store,telemetry} rules/policy model base',
  },
  'response/remediation': {
    holds: 'Plans, guards, writes and their verification; modes and the kill switch.',
    imports:
      'monitoring/{changes,evaluation} records platform/{auth,azure,store,telemetry} rules/controls model base',
  },
  'phi-access/quarterly-review': {
    holds: 'The review of access that a person signs each quarter.',
    imports: 'phi-access/{anomalies,collection,model} records platform/{auth,store} model base',
  },
  'phi-access/access-review': {
    holds: 'One run over the logs: collect, detect, correlate, notify.',
    imports:
      'phi-access/{anomalies,correlation,detectors,collection,model} notifications platform/{store,telemetry} model base',
  },
  'phi-access/anomalies': {
    holds: 'Anomalies as people see them: views, verdicts, suppression, precision.',
    imports:
      'phi-access/{collection,model} notifications/publishing records platform/{auth,store} model base',
  },
  'phi-access/correlation': {
    holds: 'Findings that belong together become one anomaly.',
    imports: 'phi-access/model model',
  },
  'phi-access/detectors': {
    holds: 'One kind of anomaly in each file.',
    imports: 'phi-access/{detection,model}',
  },
  'phi-access/detection': {
    holds: 'What detectors ask: history, baselines, shifts, peers, identities.',
    imports: 'phi-access/{collection,model} platform/store model base',
  },
  'phi-access/collection': {
    holds: 'Hours of logs, asked for and merged; how far each log has come.',
    imports: 'phi-access/model platform/{azure,store,telemetry} base',
  },
  'phi-access/model': {
    holds: 'Hours, findings, and the directory of people and machines.',
    imports: 'model base',
  },
  'monitoring/ingestion': {
    holds: 'Events of Event Grid and messages of the queue, to whoever handles them.',
    imports: 'monitoring/{full-scan,tenant-policies,changes,evaluation} platform/{store,telemetry} model',
  },
  'monitoring/scan': {
    holds: 'An exported file or a live subscription, to findings: the command line.',
    imports:
      'monitoring/{tenant-policies,evaluation} records platform/azure rules/{controls,policy} model base',
  },
  'monitoring/azure-comparison': {
    holds: "Azure Policy's own states beside ours, and where they differ.",
    imports: 'monitoring/{tenant-policies,evaluation} platform/{azure,store} model base',
  },
  'monitoring/full-scan': {
    holds: 'What events missed, each night.',
    imports: 'monitoring/{changes,evaluation} platform/{azure,store} rules/{controls,policy} model base',
  },
  'monitoring/tenant-policies': {
    holds: 'What the tenant assigns to the watched subscriptions, compiled.',
    imports:
      'monitoring/{changes,evaluation} records platform/{auth,azure,store,telemetry} rules/{controls,policy} model base',
  },
  'monitoring/changes': {
    holds: 'From the change of a resource to its drifts, committed and dispatched.',
    imports: 'monitoring/evaluation records platform/{auth,azure,store,telemetry} rules/controls model base',
  },
  'monitoring/evaluation': {
    holds: 'One resource as it was read, to a state for each policy.',
    imports: 'records platform/{azure,store,telemetry} rules/{controls,policy} model',
  },
  'notifications/publishing': {
    holds: 'Integration events for others: CloudEvents, rows of Log Analytics.',
    imports: 'notifications/{channels,outbox} platform/{store,telemetry} model base',
  },
  'notifications/channels': {
    holds: 'Teams, e-mail and webhooks: how a message is delivered.',
    imports: 'notifications notifications/outbox base',
  },
  notifications: {
    holds: 'Content, forms and routes of the messages to people.',
    imports: 'platform/store model base',
  },
  'notifications/outbox': {
    holds: 'Every message is written first, batched, sent once, kept until it is taken.',
    imports: 'platform/{store,telemetry} base',
  },
  records: {
    holds: 'Versions of records, only added; who asked, who approved, until when.',
    imports: 'platform/{auth,telemetry} rules/controls model base',
  },
  'platform/auth': {
    holds: 'Who is calling, what they may do, and the audit of it.',
    imports: 'platform/{store,telemetry} model',
  },
  'platform/azure': {
    holds: "All that is read from and written to the customer's Azure.",
    imports: 'rules/{controls,policy} model base',
  },
  'platform/store': { holds: 'How tables and queues are laid out.', imports: 'model base' },
  'platform/telemetry': { holds: 'Logs without personal data, and counters.' },
  'rules/controls': {
    holds: 'The catalogue: the data in controls/, checked, its policies compiled.',
    imports: 'rules/policy model base',
  },
  'rules/policy': {
    holds: 'The Azure Policy language: parse, compile, evaluate, explain; pure.',
    imports: 'model',
    depth: 2,
  },
  model: { holds: 'Resource, state and the order of states, drift, change, record, severity.' },
  base: { holds: 'Clock, instants, intervals, calendar days, bounded concurrency.' },
};

/** The one table of the house: `npm run boundaries` writes the linter's rules and the picture in docs/architecture.md from it. */
export const house = asFolders(concepts, outside);
