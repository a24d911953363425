import type { Severity } from '../model/index.ts';
import type { Words } from './types.ts';

/** Teams refuses more. https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using */
const largest = 28_000;

const colors: Readonly<Record<Severity, string>> = {
  critical: 'Attention',
  high: 'Attention',
  medium: 'Warning',
  low: 'Default',
};

/**
 * Renders a message as an Adaptive Card, in the envelope that a Workflows webhook takes. Lines that would make it too large are
 * left out at the end, and the card says how many.
 */
export function cardOf(words: Words): object {
  for (let shown = words.lines.length; ; shown = Math.floor(shown / 2)) {
    const left = words.lines.length - shown;
    const lines = left > 0 ? [...words.lines.slice(0, shown), `and ${left} more lines`] : words.lines;
    const card = envelope({ ...words, lines });
    if (shown === 0 || Buffer.byteLength(JSON.stringify(card)) < largest) return card;
  }
}

/** So many lines come before the button: who reads on a phone finds it without scrolling. */
const linesFirst = 3;

function envelope(words: Words): object {
  const { title, summary, facts, lines, severity, isOver, link, linkTitle = 'Open' } = words;
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          msteams: { width: 'Full' },
          body: [
            text(title, { weight: 'Bolder', size: 'Medium', color: isOver ? 'Good' : colors[severity] }),
            ...(summary === undefined ? [] : [text(summary, { isSubtle: true, spacing: 'None' })]),
            ...lines.slice(0, linesFirst).map((line) => text(line)),
            ...(link === undefined
              ? []
              : [{ type: 'ActionSet', actions: [{ type: 'Action.OpenUrl', title: linkTitle, url: link }] }]),
            ...lines.slice(linesFirst).map((line) => text(line)),
            ...(facts.length === 0
              ? []
              : [
                  {
                    type: 'FactSet',
                    separator: true,
                    facts: facts.map(([name, value]) => ({ title: plain(name), value: plain(value) })),
                  },
                ]),
          ],
        },
      },
    ],
  };
}

function text(content: string, more: object = {}): object {
  return { type: 'TextBlock', text: plain(content), wrap: true, ...more };
}

/** Parts an address, or a macro, without being seen: a card makes a link of the one and a date of the other. */
const wordJoiner = '\u2060';

/**
 * Escapes Markdown, of which cards render a part, and what else they do not show as it is: addresses, lists, headings, dates.
 * https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features
 */
function plain(text: string): string {
  return text
    .replaceAll(/[\\`*[\]]|(?<![a-z\d])_|_(?![a-z\d])/gi, String.raw`\$&`)
    .replaceAll(/^[#>+-]/gm, String.raw`\$&`)
    .replaceAll(/^(\d{1,9})([.)])/gm, String.raw`$1\$2`)
    .replaceAll('://', `:${wordJoiner}//`)
    .replaceAll('{{', `{${wordJoiner}{`);
}
