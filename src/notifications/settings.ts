import { z } from 'zod';
import { isTimeZone, settingDescriptions } from '../base/index.ts';
import { severities } from '../model/index.ts';

/** JSON text of something. */
function json<T extends z.ZodType>(schema: T, shape: string) {
  return z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue(`must be JSON like ${shape}`);
        return z.NEVER;
      }
    })
    .pipe(schema);
}

/** Name of a setting that holds an address with a secret in it: so that it stands nowhere else. */
const secret = z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'must be the name of a setting, like OPS_TEAMS_URL');

const addresses = z.array(z.email()).min(1);

const rate = () => z.int().min(1).max(100_000).exactOptional();

/** The most mails in a minute and in an hour; absent: what the service takes at first. */
const mailRates = { perMinute: rate(), perHour: rate() };

const channel = z.discriminatedUnion('kind', [
  /** A Workflows webhook of Teams. */
  z.strictObject({ kind: z.literal('teams'), url: secret }),
  /** Mail by SMTP: `smtps://user:password@host:465`. */
  z.strictObject({ kind: z.literal('smtp'), url: secret, from: z.email(), to: addresses, ...mailRates }),
  /** Mail by Azure Communication Services, under the managed identity. */
  z.strictObject({
    kind: z.literal('acs'),
    endpoint: z.string().startsWith('https://', 'must be an https address'),
    from: z.email(),
    to: addresses,
    ...mailRates,
  }),
  /** A pager or ticket system: JSON, signed. */
  z.strictObject({ kind: z.literal('webhook'), url: secret, key: secret }),
]);

export type ChannelSettings = z.infer<typeof channel>;

const route = z.strictObject({
  channels: z.array(z.string()).min(1),
  /** The severities of the route; absent: all. */
  severity: z.array(z.enum(severities)).min(1).exactOptional(),
  /** Whether the route is for resources that hold PHI, or for those that do not; absent: for both. */
  phi: z.boolean().exactOptional(),
  organization: z.string().exactOptional(),
});

export type Route = z.infer<typeof route>;

/** Nobody is woken for what is low: told in the morning. */
export interface QuietHours {
  /** Minutes after midnight. */
  readonly from: number;
  readonly to: number;
  /** IANA. */
  readonly timeZone: string;
}

const timeOfDay = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

const quietHours = z
  .string()
  .regex(/^\d{2}:\d{2}-\d{2}:\d{2} \S+$/, 'must be hours and a time zone like 22:00-06:00 Europe/Berlin')
  .transform((text, context): QuietHours => {
    const [span = '', timeZone = ''] = text.split(' ');
    const times = span.split('-');
    if (!times.every((time) => timeOfDay.test(time)))
      context.addIssue('must have times from 00:00 to 23:59, like 22:00-06:00 Europe/Berlin');
    if (!isTimeZone(timeZone))
      context.addIssue(`must end with an IANA time zone like Europe/Berlin, not ${timeZone}`);
    const [from = 0, to = 0] = times.map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));
    return { from, to, timeZone };
  });

/** `privacy=OBJECT-ID+OBJECT-ID,deputy=OBJECT-ID`: channels, each with who reads it. */
const privacyChannels = z.string().transform((text, context) =>
  Object.fromEntries(
    text.split(',').map((each) => {
      const [, name = '', readers = ''] = /^([a-z][a-z0-9-]*)=([0-9a-f+-]+)$/i.exec(each.trim()) ?? [];
      const ids = readers.split('+').map((id) => id.toLowerCase());
      if (!ids.every((id) => z.guid().safeParse(id).success))
        context.addIssue(
          'must be channels, each with the object ids of its readers, like privacy=OBJECT-ID+OBJECT-ID',
        );
      return [name, ids] as const;
    }),
  ),
);

const group = 'Notifications';

const channelsExample = '{"ops": {"kind": "teams", "url": "OPS_TEAMS_URL"}}';
const routesExample = '[{"channels": ["ops"], "severity": ["critical", "high"]}]';

export const alertSettings = {
  ALERT_CHANNELS: json(
    z
      .record(z.string(), channel)
      .refine(
        (channels) => Object.keys(channels).every((name) => /^[a-z][a-z0-9-]{0,30}$/.test(name)),
        'must name channels with lower case letters, digits and hyphens',
      ),
    channelsExample,
  )
    .optional()
    .register(settingDescriptions, {
      group,
      meaning:
        'The channels of messages, by name, as JSON ([alerts.md](alerts.md) has the kinds). An address that has a secret in it is a setting of its own, in the example `OPS_TEAMS_URL`.',
      otherwise: 'none, nobody is notified',
      example: channelsExample,
    }),
  ALERT_ROUTES: json(z.array(route), routesExample).optional().register(settingDescriptions, {
    group,
    meaning: 'Which channel gets which messages, as JSON.',
    otherwise: 'every channel gets all messages',
    example: routesExample,
  }),
  PRIVACY_CHANNELS: privacyChannels.optional().register(settingDescriptions, {
    group,
    meaning:
      'Channels for messages about people, each with the object ids of its readers: `CHANNEL=OBJECT-ID+OBJECT-ID`, separated by commas. A subject of a message does not get it ([phi-access.md](phi-access.md)).',
    otherwise: 'none, nobody is notified of anomalies of people, and only `GET /api/anomalies` lists them',
    example: 'privacy=00000000-0000-0000-0000-000000000000',
  }),
  QUIET_HOURS: quietHours.optional().register(settingDescriptions, {
    group,
    meaning: 'Hours in which messages of low severity wait, with an IANA time zone.',
    otherwise: 'none',
    example: '22:00-06:00 Europe/Berlin',
  }),
  TIME_ZONE: z
    .string()
    .refine(isTimeZone, 'must be an IANA time zone like America/Chicago')
    .optional()
    .register(settingDescriptions, {
      group,
      meaning: 'The IANA time zone in which messages show times.',
      otherwise: 'that of `QUIET_HOURS`, or UTC',
      example: 'America/Chicago',
    }),
  TEAMS_HOSTS: z.string().optional().register(settingDescriptions, {
    group,
    meaning:
      "Hosts, with their ports, that the address of a Teams channel may have besides Microsoft's own, separated by commas; for proxies and local runs.",
    otherwise: 'none',
    example: 'proxy.hospital.example:8443',
  }),
};

export interface AlertSettings {
  readonly channels: Readonly<Record<string, ChannelSettings>>;
  /** Absent: everything to every channel. */
  readonly routes?: readonly Route[];
  readonly quietHours?: QuietHours;
  /** IANA: messages show moments as people there read them. */
  readonly timeZone: string;
  /** Channels that hear of what is about people, each with the object ids of who reads it. */
  readonly privacy?: Readonly<Record<string, readonly string[]>>;
  readonly teamsHosts: readonly string[];
}

export function alertsOfSettings(values: {
  readonly ALERT_CHANNELS?: Readonly<Record<string, ChannelSettings>> | undefined;
  readonly ALERT_ROUTES?: readonly Route[] | undefined;
  readonly QUIET_HOURS?: QuietHours | undefined;
  readonly TIME_ZONE?: string | undefined;
  readonly PRIVACY_CHANNELS?: AlertSettings['privacy'] | undefined;
  readonly TEAMS_HOSTS?: string | undefined;
}): AlertSettings {
  return {
    channels: values.ALERT_CHANNELS ?? {},
    ...(values.ALERT_ROUTES && { routes: values.ALERT_ROUTES }),
    ...(values.QUIET_HOURS && { quietHours: values.QUIET_HOURS }),
    timeZone: values.TIME_ZONE ?? values.QUIET_HOURS?.timeZone ?? 'UTC',
    ...(values.PRIVACY_CHANNELS && { privacy: values.PRIVACY_CHANNELS }),
    teamsHosts: (values.TEAMS_HOSTS ?? '')
      .split(',')
      .map((host) => host.trim())
      .filter(Boolean),
  };
}

/** Channels that routes or the Privacy Officer's list name and that are none. */
export function strayChannels({ channels, routes = [], privacy = {} }: AlertSettings): readonly string[] {
  const named = [...routes.flatMap((each) => each.channels), ...Object.keys(privacy)];
  return named.filter((name) => !(name in channels));
}
