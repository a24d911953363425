import type { Row } from './folder.ts';

/** The folders beside src/, top to bottom. Tests are not here: they may import what they test. */
export const outside: Record<string, Row> = {
  functions: {
    holds: 'One file for each Azure Function: take the trigger, call one use case, answer.',
    imports:
      'app assurance/{deadlines,daily-posture,incidents,poison-messages,posture} evidence/{snapshot,populations,practices,collection,custody,ledger,model,retention} response/{follow-up,approval,responses,remediation} drills/{run,tabletops,plans} phi-access/{quarterly-review,access-review,anomalies,detection,collection} monitoring/{bulk-work,ingestion,azure-comparison,full-scan,tenant-policies,changes} notifications/{publishing,outbox} records platform/{auth,telemetry} model base',
    files: { 'package.json': 'the description of the API has its version' },
    depth: 2,
  },
  cli: {
    holds: 'The phiwatch command, one file for each subcommand.',
    imports:
      'evidence/{live-ledger,package,ledger,chain,model} drills/plans phi-access/{access-review,anomalies,detection,collection,model} monitoring/{live-scan,scan} platform/auth rules/{controls,policy} model base',
    types: 'platform/azure',
    files: { 'package.json': 'its version is printed' },
    depth: 1,
    except: {
      'cli/access/log-folder.ts': {
        packages: 'kql-runner',
        because: 'it asks the queries of a folder of logs, in a checkout alone',
      },
    },
  },
  web: {
    holds: 'The page that messages lead to, in the browser: types of src alone, and the API.',
    types: 'response/responses',
  },
  controls: { holds: 'Data: safeguards, resource types, aliases, policies with their cases.', isData: true },
  infra: {
    holds: 'Data: the roles that a tenant needs, rules for Sentinel, check procedures of databases.',
    isData: true,
  },
  dev: {
    holds: 'What npm start runs: the built app, Azurite, sinks for messages, a time that can be moved.',
    imports: 'assurance/posture response/responses monitoring/full-scan platform/auth model base',
    beside: 'cli infra',
    packages: 'azure-simulator functions-dev-host sample-hospital',
    depth: 1,
  },
  'packages/functions-dev-host': { holds: 'Runs the built app as the Functions host would.' },
  'packages/azure-simulator': { holds: 'Azure on loopback.', packages: 'kql-runner' },
  'packages/kql-runner': { holds: 'Queries of Log Analytics over folders of tables.' },
  'packages/sample-hospital': { holds: 'Resources and logs of a made-up hospital.' },
  tools: {
    holds: 'Build, checks, and this table.',
    imports:
      'response/remediation phi-access/collection monitoring/{azure-comparison,tenant-policies,evaluation} records platform/{auth,azure-clients,azure,store} rules/{controls,policy} model base',
    beside: 'dev functions',
    packages: 'azure-simulator functions-dev-host sample-hospital',
    files: {
      'src/app/host-settings.ts': 'described in docs/settings.md',
      'src/app/settings-schema.ts': 'described in docs/settings.md',
    },
    depth: 1,
  },
  bench: {
    holds: 'Benchmarks, as ratios to what the same work costs bare.',
    imports:
      'assurance/deadlines evidence/{snapshot,ledger,chain} phi-access/{access-review,collection,model} monitoring/{event-streams,ingestion,azure-comparison,full-scan,tenant-policies,evaluation} notifications/outbox records platform/{azure-clients,azure,blobs,store,telemetry} rules/{controls,policy} model base',
    beside: 'cli dev test tools',
    packages: 'azure-simulator functions-dev-host kql-runner sample-hospital',
    files: {
      'src/platform/azure-clients/logs-query-client.ts':
        'loaded before a measurement that is not about its loading',
    },
  },
  test: { holds: 'Tests, in the folders of what they test.' },
};
