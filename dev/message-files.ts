import { access, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import type { Arrived } from './sinks/index.ts';

/** The script that draws a card, as Teams does. */
const renderer = 'adaptivecards.min.js';

/**
 * Keeps messages that have arrived as HTML files: a card as Teams draws it, a mail as a mail program shows it, and the JSON of a
 * pager. Those that are there already stay as they are.
 * @returns the paths of the new files
 */
export async function keepMessages(arrived: readonly Arrived[], folder: string): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const made: string[] = [];
  for (const [index, message] of arrived.entries()) {
    const file = join(folder, `${String(index + 1).padStart(3, '0')}-${message.sink}.html`);
    if (await isThere(file)) continue;
    if (message.sink === 'teams') await copyRenderer(folder);
    await writeFile(file, await pageOf(message), { mode: 0o600 });
    made.push(file);
  }
  return made;
}

async function pageOf({ sink, body }: Arrived): Promise<string> {
  if (sink === 'teams') return cardPage(body);
  if (sink === 'mail') return mailPage(body);
  return document('Pager', `<pre>${escaped(JSON.stringify(JSON.parse(body), null, 2))}</pre>`);
}

async function mailPage(raw: string): Promise<string> {
  const { subject = '', from, to, html } = await simpleParser(raw);
  const receivers = [to ?? []].flat().map(({ text }) => text);
  const lines = [`From: ${from?.text ?? ''}`, `To: ${receivers.join(', ')}`];
  const head = `<p>${lines.map(escaped).join('<br>')}<br><b>${escaped(subject)}</b></p><hr>`;
  return document(subject, `${head}${html === false ? '' : html}`);
}

/** Only the card's own data goes into the script, where no text of it can end it. */
function cardPage(body: string): string {
  const { attachments } = JSON.parse(body) as {
    readonly attachments: readonly { readonly content: unknown }[];
  };
  const card = JSON.stringify(attachments[0]?.content).replaceAll('<', String.raw`\u003c`);
  return document(
    'Teams card',
    `<div id="card"></div><script src="${renderer}"></script><script>
const card = new AdaptiveCards.AdaptiveCard();
card.hostConfig = new AdaptiveCards.HostConfig({ fontFamily: 'Segoe UI, Arial, sans-serif', spacing: { padding: 16 } });
card.onExecuteAction = (action) => open(action.url);
card.parse(${card});
document.getElementById('card').append(card.render());
</script>`,
  );
}

function document(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>
body { font-family: Segoe UI, Arial, sans-serif; margin: 16px auto; max-width: 720px; padding: 0 16px; }
#card { border: 1px solid #c8c6c4; border-radius: 6px; }
.ac-pushButton { background: #0f5ea8; border: 0; border-radius: 4px; color: #fff; padding: 10px 16px; font: inherit; }
.ac-fact-title { min-width: 120px; }
.ac-fact-value > div { overflow-wrap: anywhere !important; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
</style>
${body}
</html>
`;
}

async function copyRenderer(folder: string): Promise<void> {
  const source = createRequire(import.meta.url).resolve(`adaptivecards/dist/${renderer}`);
  if (!(await isThere(join(folder, renderer)))) await copyFile(source, join(folder, renderer));
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
