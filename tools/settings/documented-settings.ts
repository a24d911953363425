import { z } from 'zod';
import { hostSettings } from '../../src/app/host-settings.ts';
import type { HostSetting } from '../../src/app/host-settings.ts';
import { settingsSchema } from '../../src/app/settings-schema.ts';
import { settingDescriptions, settingGroups } from '../../src/base/index.ts';

export type DocumentedSetting = HostSetting;

/** All settings, group by group: those of the schema in its order, then those that the schema does not have. */
export function documentedSettings(): readonly DocumentedSetting[] {
  // What is given to the schema, before it makes something else of it.
  const { required = [], properties = {} } = z.toJSONSchema(settingsSchema, {
    io: 'input',
    unrepresentable: 'any',
  });
  const ofSchema = Object.entries(settingsSchema.shape).map(([name, schema]): DocumentedSetting => {
    const description = settingDescriptions.get(schema);
    if (!description) throw new Error(`The setting ${name} has no description beside its schema`);
    const property = properties[name];
    const preset = typeof property === 'object' ? property.default : undefined;
    return {
      name,
      ...description,
      ...(required.includes(name) && { required: true as const }),
      // An empty default is said in words: `otherwise`.
      ...(typeof preset === 'string' && preset !== '' && { default: preset }),
    };
  });
  const all = [...ofSchema, ...hostSettings];
  return settingGroups.flatMap((group) => all.filter((each) => each.group === group));
}

/** Describes, in Markdown, the behavior without the setting. */
export function defaultOf({ name, required, default: preset, otherwise }: DocumentedSetting): string {
  if (required !== undefined) return ['**required**', required === true ? '' : required].join(' ').trim();
  if (preset !== undefined) return `\`${preset}\``;
  if (otherwise === undefined) throw new Error(`The setting ${name} does not say what holds without it`);
  return otherwise;
}
