import { asFolders } from './boundaries/folder.ts';
import type { Row } from './boundaries/folder.ts';
import { outside } from './boundaries/outside.ts';

/** The concept folders of src/, wing by wing, top to bottom; imports point down, types included. What is not listed may not be imported. */
const concepts: Record<string, Row> = {
  app: {
    holds: 'Builds the parts, and reads the settings.',
    imports:
      'assurance/{deadlines,daily-posture,incidents,poison-messages} evidence/{snapshot,populations,collection,collectors,custody,retention,package,ledger,model} response/{responses,remediation} drills/{run,tabletops,model,plans} phi-access/{quarterly-review,access-review,anomalies,collection,model} monitoring/{ingestion,event-streams,tenant-policies,changes,evaluation} notifications/{publishing,channels,outbox} notifications records platform/{auth,azure-clients,data-plane,azure,blobs,store,telemetry} rules/controls model base',
    files: { 'package.json': 'its version is shown' },
  },
  'evidence/snapshot': {
    holds: 'A period as it was: rebuilt from the ledger, served, kept where it is large.',
    imports:
      'evidence/{populations,past,package,formats,ledger,model} assurance/daily-posture platform/{blobs,store,telemetry} rules/controls model base',
  },
  'evidence/practices': {
    holds: 'Recognized security practices: how each safeguard stood on each day of twelve months.',
    imports: 'evidence/past assurance/daily-posture platform/blobs rules/controls model base',
  },
  'evidence/collection': {
    holds:
      'The collection of evidence for a period: begun, collected part by part, closed, made into packages.',
    imports:
      'evidence/{populations,collectors,custody,retention,package,formats,ledger,chain,model} assurance/posture drills/plans records platform/{azure,blobs,store,telemetry} model base',
  },
  'evidence/populations': {
    holds: 'What there was of each kind in a period, counted a second time, and samples of it.',
    imports:
      'evidence/{collectors,past,ledger,model} assurance/daily-posture response/responses phi-access/model platform/{azure,blobs} model base',
  },
  'evidence/past': {
    holds: 'The past as the ledger has it: the rows that were known at a moment, and the states that follow.',
    imports: 'evidence/{ledger,chain,model} platform/blobs model base',
  },
  'evidence/collectors': {
    holds: 'The collectors of evidence: one file for each kind.',
    imports: 'evidence/{ledger,model} assurance/posture platform/{azure,store} rules/controls model base',
  },
  'evidence/custody': {
    holds: 'Documents that people attest by: kept once, hashed, read again each night.',
    imports: 'evidence/model records platform/blobs model base',
  },
  'evidence/retention': {
    holds: 'Legal holds, the release of narratives by counsel, the production log.',
    imports: 'evidence/model records platform/{auth,blobs,telemetry} model base',
  },
  'evidence/live-ledger': {
    holds: 'The ledger where it lies, for the command line: verified, and tables restored from it.',
    imports: 'evidence/{ledger,model} platform/{azure-clients,blobs,store}',
  },
  'evidence/package': {
    holds:
      'The package that a stranger can verify: its files, manifest, signature, formats and verification.',
    imports: 'evidence/{chain,model} base',
  },
  'evidence/formats': {
    holds: "The formats of a package's reports: HTML, CSV, OSCAL, the README.",
    imports: 'evidence/model model base',
  },
  'evidence/ledger': {
    holds:
      'The hash-chained ledger of all that was put on record: appended to each hour, verified from blobs alone.',
    imports: 'evidence/{chain,model} records platform/{blobs,store,telemetry} base',
  },
  'evidence/chain': {
    holds: 'The hash chain of the ledger: made row by row, and recomputed from lines alone.',
    imports: 'evidence/model',
  },
  'evidence/model': { holds: 'The words of evidence: facts, manifest, hashes.', imports: 'model' },
  'assurance/daily-posture': {
    holds: 'The posture of each day, put on record once, and how its counts compare with those of Azure.',
    imports: 'assurance/posture monitoring/evaluation platform/{azure,store} model base',
  },
  'assurance/deadlines': {
    holds:
      'Work that the clock starts: warnings before deadlines, expiry, alarms, notices, the run of every minute.',
    imports:
      'assurance/{incidents,posture} response/{follow-up,responses} drills/tabletops monitoring/{event-streams,changes} notifications notifications/outbox records platform/telemetry rules/controls model base',
  },
  'assurance/incidents': {
    holds: 'Incidents that may be a breach: discovery, assessment, decision, notices due.',
    imports: 'notifications records platform/{auth,store} model base',
  },
  'assurance/poison-messages': {
    holds: 'Messages that failed too often: requeued a few times, then ended, told and seen to.',
    imports:
      'response/responses monitoring/{ingestion,changes} notifications/outbox records platform/{store,telemetry} model base',
  },
  'assurance/posture': {
    holds: 'How each control stands, what is unknown, and the health of phiwatch itself.',
    imports:
      'drills/{tabletops,model} monitoring/{event-streams,full-scan,evaluation} records platform/{azure,store,telemetry} rules/controls model base',
  },
  'response/follow-up': {
    holds: 'Responses over time: what is next, reminders, the daily digest.',
    imports:
      'response/{approval,responses} notifications notifications/outbox records platform/{store,telemetry} base',
  },
  'response/approval': {
    holds: 'Proposes plans, takes approvals, applies and verifies them.',
    imports: 'response/{responses,remediation} phi-access/anomalies platform/{auth,telemetry} model base',
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
  'drills/run': {
    holds: 'A drill from its due date to its report: begun, approved, executed turn by turn, torn down.',
    imports:
      'drills/{steps,model,plans} monitoring/evaluation notifications/publishing notifications records platform/{auth,azure,store,telemetry} rules/controls model base',
  },
  'drills/steps': {
    holds: 'The step that a drill takes for a component, by its kind: one file for each.',
    imports: 'drills/{model,plans} records platform/azure model base',
  },
  'drills/model': {
    holds: 'A drill as it is kept, and what is measured of it.',
    imports: 'drills/plans platform/azure base',
  },
  'drills/tabletops': {
    holds:
      'Tabletop exercises on record: who took part, what was done, who confirms it, and what that proves.',
    imports: 'drills/plans records platform/auth model base',
  },
  'drills/plans': {
    holds: 'The plan of a drill: what is restored, to what objectives, at what cost, and who signed it.',
    imports: 'records platform/auth model base',
  },
  'phi-access/quarterly-review': {
    holds: 'The review of PHI access that a person signs each quarter.',
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
    holds: 'Joins findings that belong together into one anomaly.',
    imports: 'phi-access/model model',
  },
  'phi-access/detectors': {
    holds: 'One detector in each file, and the two lists of them.',
    imports: 'phi-access/{detection,model} base',
  },
  'phi-access/detection': {
    holds: 'Facts that detectors compare with: history, baselines, shifts, peers, identities.',
    imports: 'phi-access/{collection,model} platform/store model base',
  },
  'phi-access/collection': {
    holds: 'Queries logs by the hour and merges the rows; knows how far each log has come.',
    imports: 'phi-access/model platform/{azure,store,telemetry} base',
  },
  'phi-access/model': {
    holds: 'Hours, findings, and the directory of people and machines.',
    imports: 'model base',
  },
  'monitoring/bulk-work': {
    holds: 'Takes messages of the queue `changes-bulk`: work that nobody waits for.',
    imports: 'monitoring/{ingestion,azure-comparison,tenant-policies} model',
  },
  'monitoring/ingestion': {
    holds: 'Takes in events of Event Grid and messages of the queue `changes`.',
    imports:
      'monitoring/{event-streams,full-scan,attribution,tenant-policies,changes,evaluation} platform/{store,telemetry} model base',
  },
  'monitoring/live-scan': {
    holds: 'Scans a live subscription for the command line, read as whoever is signed in.',
    imports:
      'monitoring/{scan,tenant-policies,evaluation} records platform/{azure-clients,azure} rules/controls model base',
  },
  'monitoring/scan': {
    holds: 'Scans an exported file for the command line, and says what a finding is.',
    imports: 'rules/{controls,policy} model',
  },
  'monitoring/azure-comparison': {
    holds: 'Compares the states of Azure Policy with ours.',
    imports: 'monitoring/{tenant-policies,evaluation} platform/{azure,store,telemetry} model base',
  },
  'monitoring/full-scan': {
    holds: 'The nightly scan that finds what no event reported.',
    imports: 'monitoring/{changes,evaluation} platform/{azure,store} rules/{controls,policy} model base',
  },
  'monitoring/attribution': {
    holds: 'Looks up who made the change behind a drift of which no event told.',
    imports: 'monitoring/changes platform/{azure,store} model base',
  },
  'monitoring/tenant-policies': {
    holds: 'Compiles the policies that the tenant assigns to the watched subscriptions.',
    imports:
      'monitoring/{changes,evaluation} records platform/{auth,azure,store,telemetry} rules/{controls,policy} model base',
  },
  'monitoring/changes': {
    holds: 'Turns a change of a resource into drifts: re-evaluate, compare, commit, dispatch.',
    imports: 'monitoring/evaluation records platform/{auth,azure,store,telemetry} rules/controls model base',
  },
  'monitoring/event-streams': {
    holds: 'Knows whether the events of each subscription still come.',
    imports: 'platform/store base',
  },
  'monitoring/evaluation': {
    holds: 'Evaluates one resource against its policies.',
    imports: 'records platform/{azure,store,telemetry} rules/{controls,policy} model base',
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
    holds: 'Routes, content and layout of the messages to people.',
    imports: 'platform/store model base',
  },
  'notifications/outbox': {
    holds: 'The outbox: a message is stored before it is sent, batched, and sent once.',
    imports: 'platform/{store,telemetry} base',
  },
  records: {
    holds:
      'Records that people make: exemptions, attestations, reviews, decisions, entity profiles, agreements, announced changes.',
    imports: 'platform/auth rules/controls model base',
  },
  'platform/auth': {
    holds: 'Who is calling, what they may do, and the audit of it.',
    imports: 'platform/{store,telemetry} model',
  },
  'platform/azure-clients': {
    holds: "The clients that read and write the customer's Azure, within the limits it sets.",
    imports: 'platform/azure rules/{controls,policy} model base',
  },
  'platform/data-plane': {
    holds: 'The clients that ask databases, blobs and keys themselves, for drills: codes and numbers alone.',
    imports: 'platform/azure model',
  },
  'platform/azure': {
    holds: "What is read from and written to the customer's Azure, and how a read can fail; pure.",
    imports: 'rules/policy model',
  },
  'platform/blobs': {
    holds: 'Blobs that are written once or appended to, and that nobody can change before their time.',
    imports: 'base',
  },
  'platform/store': { holds: 'How tables and queues are laid out.', imports: 'model base' },
  'platform/telemetry': { holds: 'Logs without personal data, and counters.', imports: 'model base' },
  'rules/controls': {
    holds: 'The catalogue: the data in controls/, checked, its policies compiled.',
    imports: 'rules/{network,policy} model base',
  },
  'rules/network': {
    holds: 'Facts about networks that no rule can tell by looking at one element at a time; pure.',
    imports: 'rules/policy model',
  },
  'rules/policy': {
    holds: 'The Azure Policy language: parse, compile, evaluate, explain; pure.',
    imports: 'model base',
    depth: 2,
  },
  model: { holds: 'Resource, state and the order of states, drift, change, record, severity.' },
  base: {
    holds:
      'Clock, instants, intervals, calendar days, bounded concurrency, descriptions of settings, issues of input.',
  },
};

/** The one table of the house: `npm run boundaries` writes the linter's rules and the picture in docs/architecture.md from it. */
export const house = asFolders(concepts, outside);
