import { defaultOf } from './documented-settings.ts';
import type { DocumentedSetting } from './documented-settings.ts';

const START = '<!-- written by npm run settings -->';
const END = '<!-- to here -->';

/** The page with a table for each group between its marks. */
export function withTables(page: string, settings: readonly DocumentedSetting[]): string {
  const start = page.indexOf(START);
  const end = page.indexOf(END);
  if (start < 0 || end < start) throw new Error(`the page lacks ${START} or ${END}`);
  const tables = [...Map.groupBy(settings, ({ group }) => group)].map(
    ([group, ofGroup]) => `## ${group}\n\n${table(ofGroup)}`,
  );
  return `${page.slice(0, start)}${[START, ...tables, page.slice(end)].join('\n\n')}`;
}

function table(settings: readonly DocumentedSetting[]): string {
  const rows = settings.map((each) => [
    `\`${each.name}\``,
    each.meaning,
    defaultOf(each),
    `\`${each.example}\``,
  ]);
  return [['setting', 'meaning', 'default', 'example'], ['---', '---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
