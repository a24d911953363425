import type { TokenCredential } from '@azure/core-auth';
import type { AlertSettings, ChannelSettings } from '../index.ts';
import type { Channel } from '../outbox/index.ts';
import { acsChannel } from './acs.ts';
import { smtpChannel } from './smtp.ts';
import { teamsChannel } from './teams.ts';
import { webhookChannel } from './webhook.ts';

export interface ChannelParts {
  readonly credential: TokenCredential;
  /** The app's environment: addresses with secrets are settings of their own. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  /** Ends of the hosts of Workflows webhooks in the cloud. */
  readonly workflowHosts: readonly string[];
}

/** The channels that the settings name. @throws Error naming the channel and what is wrong, never the address */
export function createChannels(
  { channels, ...alerts }: Pick<AlertSettings, 'channels' | 'teamsHosts' | 'timeZone'>,
  parts: ChannelParts,
): ReadonlyMap<string, Channel> {
  return new Map(
    Object.entries(channels).map(([name, settings]) => {
      try {
        return [name, createChannel(settings, alerts, parts)] as const;
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : 'it cannot be made';
        throw new Error(`ALERT_CHANNELS: ${name}: ${why}`, { cause });
      }
    }),
  );
}

function createChannel(
  settings: ChannelSettings,
  { teamsHosts, timeZone }: Pick<AlertSettings, 'teamsHosts' | 'timeZone'>,
  { credential, environment, now, workflowHosts }: ChannelParts,
): Channel {
  const secret = (name: string): string => {
    const value = environment[name];
    if (!value) throw new Error(`the setting ${name} is missing`);
    return value;
  };
  switch (settings.kind) {
    case 'teams':
      return teamsChannel(secret(settings.url), { ends: workflowHosts, more: teamsHosts }, timeZone, now);
    case 'smtp':
      return smtpChannel(secret(settings.url), settings, timeZone);
    case 'acs':
      return acsChannel(settings.endpoint, credential, { ...settings, timeZone }, { now });
    default:
      return webhookChannel(secret(settings.url), secret(settings.key), timeZone, now);
  }
}
