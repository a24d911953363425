import { z } from 'zod';
import { settingDescriptions } from '../../base/index.ts';

const group = 'Notifications';

/** The settings of integration events. */
export const publishSettings = {
  EVENT_TOPIC_ENDPOINT: z
    .string()
    .startsWith('https://', 'must be an https address')
    .optional()
    .register(settingDescriptions, {
      group,
      meaning:
        'Address of an Event Grid topic (schema CloudEvents 1.0) to which integration events are published. The identity needs EventGrid Data Sender.',
      otherwise: 'none, no events are published',
      example: 'https://TOPIC.eastus-1.eventgrid.azure.net/api/events',
    }),
  LOGS_INGESTION_ENDPOINT: z
    .string()
    .startsWith('https://', 'must be an https address')
    .optional()
    .register(settingDescriptions, {
      group,
      meaning:
        'Address of the data collection rule or endpoint through which integration events become rows of a table of Log Analytics. Goes with the next two settings. The identity needs Monitoring Metrics Publisher on the rule.',
      otherwise: 'none, no rows are written',
      example: 'https://RULE.eastus-1.ingest.monitor.azure.com',
    }),
  LOGS_INGESTION_RULE: z
    .string()
    .regex(/^dcr-[0-9a-f]+$/, 'must be the immutable id of a data collection rule, like dcr-0a1b')
    .optional()
    .register(settingDescriptions, {
      group,
      meaning: 'Immutable id of the data collection rule. Goes with `LOGS_INGESTION_ENDPOINT`.',
      otherwise: 'none',
      example: 'dcr-00000000000000000000000000000000',
    }),
  LOGS_INGESTION_STREAM: z
    .string()
    .startsWith('Custom-', 'must be the name of a stream, like Custom-Phiwatch')
    .optional()
    .register(settingDescriptions, {
      group,
      meaning: 'Name of the stream of that rule. Goes with `LOGS_INGESTION_ENDPOINT`.',
      otherwise: 'none',
      example: 'Custom-Phiwatch',
    }),
};
