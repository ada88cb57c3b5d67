import { createHash } from 'node:crypto';
import type { Language } from '../../domain/text.ts';
import { markup, Html } from './html.ts';

/** A page for A4, for the screen too: ink on white, numbers in columns, no scripts and nothing from outside. */
const style = `
@page { size: A4; margin: 16mm 14mm 18mm; }
* { box-sizing: border-box; }
html { font: 10.5pt/1.45 system-ui, "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif; color: #1a1a1a; background: #fff; }
body { margin: 0 auto; max-width: 182mm; padding: 8mm 0; }
header { border-bottom: 1.5pt solid #1a1a1a; padding-bottom: 3mm; margin-bottom: 5mm; }
h1 { font-size: 18pt; line-height: 1.2; margin: 0 0 1mm; font-weight: 600; }
h2 { font-size: 12pt; margin: 7mm 0 2mm; font-weight: 600; border-bottom: .5pt solid #999; padding-bottom: 1mm; break-after: avoid; }
p { margin: 1mm 0 2mm; }
.note, figcaption { color: #555; font-size: 9pt; }
.missing { border: .75pt solid #9a6700; background: #fdf6e3; padding: 2mm 3mm; margin: 3mm 0; font-size: 9.5pt; break-inside: avoid; }
.missing p { margin: 0; }
table { border-collapse: collapse; width: 100%; font-size: 9pt; margin: 1mm 0 3mm; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th { text-align: left; font-weight: 600; border-bottom: .75pt solid #1a1a1a; padding: 1mm 2mm 1mm 0; vertical-align: bottom; }
td { border-bottom: .25pt solid #ccc; padding: .8mm 2mm .8mm 0; vertical-align: top; overflow-wrap: anywhere; }
th.n, td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; overflow-wrap: normal; }
th:last-child, td:last-child { padding-right: 0; }
.met { color: #1a6b35; }
.missed { color: #8a5a00; font-weight: 600; }
.exceeded { color: #b42318; font-weight: 600; }
.gap { color: #777; }
figure { margin: 2mm 0 4mm; break-inside: avoid; }
svg { display: block; width: 100%; height: auto; }
svg text { font-size: 8px; fill: #333; font-family: inherit; font-variant-numeric: tabular-nums; }
.sign { display: flex; gap: 10mm; margin-top: 6mm; break-inside: avoid; }
.sign div { flex: 1; border-top: .5pt solid #1a1a1a; padding-top: 1mm; font-size: 9pt; min-height: 14mm; }
.remarks { white-space: pre-wrap; border-left: 1.5pt solid #999; padding-left: 3mm; }
footer { margin-top: 8mm; color: #555; font-size: 8.5pt; border-top: .5pt solid #999; padding-top: 2mm; }
`;

/** The policy that goes with such a page: its own style by its hash, and nothing else at all. */
export const pagePolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** A whole document. */
export function toPage(options: {
  readonly language: Language;
  readonly title: string;
  readonly body: readonly (Html | null)[];
}): string {
  const { language, title, body } = options;
  // The style's own text is what its hash is of: nothing may come between it and its tags.
  return markup`<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${new Html(style)}</style></head>
<body>${body}</body>
</html>
`.text;
}

export interface Column<T> {
  readonly title: string;
  readonly cell: (row: T) => string | number | Html | null;
  readonly isNumber?: boolean;
}

/** A table; a sentence where it would be empty. */
export function toTable<T>(columns: readonly Column<T>[], rows: readonly T[], empty: string): Html {
  if (rows.length === 0) return markup`<p class="note">${empty}</p>`;
  const classOf = ({ isNumber }: Column<T>): Html | null =>
    isNumber === true ? new Html(' class="n"') : null;
  return markup`<table>
    <thead>
      <tr>
        ${columns.map((column) => markup`<th${classOf(column)}>${column.title}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          markup`<tr>
            ${columns.map((column) => markup`<td${classOf(column)}>${column.cell(row)}</td>`)}
          </tr> `,
      )}
    </tbody>
  </table>`;
}
