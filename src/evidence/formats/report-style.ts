/** The style of the report. It has no character that HTML escapes, as it stands in the page and its hash in the policy of the page. */
export const reportStyle = `
:root { color-scheme: light; --ink: #1b1b1b; --soft: #4a4a4a; --line: #b8b8b8; --back: #f4f5f7; --mark: #8a1c1c; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 78rem; padding: 1.5rem; color: var(--ink); background: #ffffff; font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 0.5rem; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 0.5rem; padding-bottom: 0.25rem; border-bottom: 2px solid var(--ink); }
h3 { font-size: 1.05rem; margin: 1.75rem 0 0.25rem; }
p, ul, dl { max-width: 60rem; }
a { color: #0b4f8a; }
.skip { position: absolute; left: -100rem; }
.skip:focus { position: static; }
.basis { border-left: 4px solid var(--mark); padding: 0.25rem 0.75rem; background: var(--back); }
.more { color: var(--mark); font-weight: 600; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.15rem 1rem; margin: 0.5rem 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
nav ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; }
.scroll { overflow-x: auto; margin: 0.75rem 0; }
table { border-collapse: collapse; width: 100%; font-size: 0.875rem; }
caption { text-align: left; color: var(--soft); padding: 0.25rem 0; }
th, td { border: 1px solid var(--line); padding: 0.3rem 0.5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
thead th { background: var(--back); overflow-wrap: normal; }
tbody th { font-weight: 600; min-width: 11rem; }
time { white-space: nowrap; }
td { min-width: 4rem; }
code { font: 0.9em ui-monospace, monospace; overflow-wrap: anywhere; }
footer { margin-top: 3rem; padding-top: 0.5rem; border-top: 1px solid var(--line); color: var(--soft); }
@media print {
  @page { size: A4 landscape; margin: 14mm; }
  body { max-width: none; padding: 0; font-size: 9.5pt; }
  nav, .skip { display: none; }
  .scroll { overflow: visible; }
  h2, h3, caption { break-after: avoid; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
}
`;
