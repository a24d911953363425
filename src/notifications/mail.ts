import type { Severity } from '../model/index.ts';
import type { Words } from './types.ts';

export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Dark enough on white for a contrast of 4.5 to 1. */
const colors: Readonly<Record<Severity, string>> = {
  critical: '#a4262c',
  high: '#a4262c',
  medium: '#8a5300',
  low: '#323130',
};

const resolvedColor = '#0b6a0b';

const footer = 'Sent by phiwatch. Answers to this mail are not read.';

/** Renders a message as an e-mail: plain text, and the same as HTML. Mail programs know no style sheets: styles stand at the elements. */
export function mailOf(words: Words): Mail {
  return {
    // A line break would begin a header of its own.
    subject: `phiwatch${words.isOver ? '' : ` ${words.severity}`}: ${words.title}`.replaceAll(
      /[\r\n]+/g,
      ' ',
    ),
    text: textOf(words),
    html: htmlOf(words),
  };
}

function textOf({ title, summary, lines, facts, link, linkTitle = 'Open' }: Words): string {
  return [
    title,
    ...(summary === undefined ? [] : [summary]),
    '',
    ...lines,
    ...(link === undefined ? [] : ['', `${linkTitle}: ${link}`]),
    ...(facts.length === 0 ? [] : ['', ...facts.map(([name, value]) => `${name}: ${value}`)]),
    '',
    footer,
  ].join('\n');
}

function htmlOf(words: Words): string {
  const { title, summary, lines, facts, severity, isOver, link, linkTitle = 'Open' } = words;
  const rows = facts.map(
    ([name, value]) =>
      `<tr><th align="left" valign="top" style="padding:2px 12px 2px 0;font-weight:600">${escaped(name)}</th>` +
      `<td style="overflow-wrap:anywhere">${escaped(value)}</td></tr>`,
  );
  return [
    '<div style="font-family:Segoe UI,Arial,sans-serif;font-size:15px;line-height:1.45;color:#201f1e;max-width:640px">',
    `<h1 style="font-size:20px;margin:0;color:${isOver ? resolvedColor : colors[severity]}">${escaped(title)}</h1>`,
    ...(summary === undefined ? [] : [`<p style="margin:4px 0 12px;color:#605e5c">${escaped(summary)}</p>`]),
    ...lines.map((line) => `<p style="margin:8px 0">${escaped(line)}</p>`),
    ...(link === undefined
      ? []
      : [
          `<p style="margin:16px 0"><a href="${escaped(link)}" style="background:#0f5ea8;color:#fff;padding:10px 16px;` +
            `border-radius:4px;text-decoration:none;display:inline-block">${escaped(linkTitle)}</a></p>`,
        ]),
    ...(rows.length > 0
      ? [`<table style="font-size:14px;border-collapse:collapse">${rows.join('')}</table>`]
      : []),
    `<p style="margin:16px 0 0;font-size:12px;color:#605e5c">${footer}</p>`,
    '</div>',
  ].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? character);
}
