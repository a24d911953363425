import { z } from 'zod';

/** The headings of docs/settings.md, in their order. */
export const settingGroups = [
  'Azure Functions',
  'Storage',
  'Azure and the API',
  'Policies, PHI and organizations',
  'Notifications',
  'Remediation',
  'Recovery drills',
  'Evidence',
  'PHI access',
] as const;

/** The description of a setting in the documentation. Its schema tells whether it is required, and its default. */
export interface SettingDescription {
  readonly group: (typeof settingGroups)[number];
  /** Sentences in Markdown. Links are relative to docs/. */
  readonly meaning: string;
  /** A value that is accepted. */
  readonly example: string;
  /** The behavior without the setting, where its schema has no default: `none, nobody is notified`. */
  readonly otherwise?: string;
}

/** `npm run settings` writes docs/settings.md and local.settings.sample.json from these. Register a schema last: a copy of it is not known. */
export const settingDescriptions = z.registry<SettingDescription>();
