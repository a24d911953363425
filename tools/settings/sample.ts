import { defaultOf } from './documented-settings.ts';
import type { DocumentedSetting } from './documented-settings.ts';

/** The template for local.settings.json: a value that the app accepts for each setting, and before it what the setting means. */
export function sampleOf(settings: readonly DocumentedSetting[]): object {
  const values = settings.flatMap((each) => [
    [`//${each.name}`, explanationOf(each)],
    [each.name, valueOf(each)],
  ]);
  return {
    IsEncrypted: false,
    Values: {
      '//': 'Copy to local.settings.json. A key that begins with // explains the setting that follows; the app ignores it. npm run settings writes this file.',
      ...(Object.fromEntries(values) as Readonly<Record<string, string>>),
    },
  };
}

function explanationOf(setting: DocumentedSetting): string {
  const preset = defaultOf(setting);
  const otherwise = preset.startsWith('**required**')
    ? preset.replace('**required**', 'Required')
    : `Default: ${preset}`;
  const example = valueOf(setting) === setting.example ? '' : ` Example: ${setting.example}`;
  return `${plain(`${setting.meaning} ${otherwise}.`)}${example}`;
}

/** Empty counts as not given. */
function valueOf({ required, default: preset, example }: DocumentedSetting): string {
  return required === undefined ? (preset ?? '') : example;
}

/** Without Markdown; a link is the path of its page. */
function plain(markdown: string): string {
  return markdown.replaceAll(/\[[^\]]+\]\(([^)]+)\)/g, 'docs/$1').replaceAll('`', '');
}
