import { createHash } from 'node:crypto';
import type { Severity } from '../../../domain/severity.ts';
import { severities } from '../../../domain/severity.ts';
import { html, type Markup } from './markup.ts';
import type { PrintWords } from './print-words.ts';

/** A4, black on white, readable on a copy of a copy: colour never stands alone. */
const style = `
@page { size: A4; margin: 13mm 12mm 15mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #444; } }
* { box-sizing: border-box; }
html { color-scheme: light; }
body { font: 9.5pt/1.4 "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", system-ui, sans-serif; color: #111; background: #fff; margin: 0 auto; max-width: 186mm; padding: 6mm 0; }
header { display: flex; gap: 5mm; align-items: flex-start; border-bottom: 0.7mm solid #111; padding-bottom: 2.5mm; }
header h1 { font-size: 17pt; line-height: 1.2; margin: 0; }
header .kind { font-size: 9pt; color: #444; letter-spacing: 0.06em; }
header .what { flex: 1; }
.severity { border: 0.6mm solid #111; border-radius: 1.5mm; padding: 1mm 2.5mm; text-align: center; font-weight: bold; white-space: nowrap; }
.severity svg { display: block; width: 9mm; height: 9mm; margin: 0 auto; }
.severity.s1 { border-color: #c00000; color: #c00000; }
.severity.s2 { border-color: #b45300; color: #b45300; }
.severity.s3 { border-color: #7a5d00; color: #7a5d00; }
.severity.s4 { border-color: #0b5cad; color: #0b5cad; }
dl { display: grid; grid-template-columns: max-content 1fr max-content 1fr; gap: 0.5mm 3mm; margin: 2.5mm 0; }
dt { color: #555; }
dd { margin: 0; font-weight: 600; }
.summary { margin: 2mm 0 0; }
h2 { font-size: 11pt; margin: 4.5mm 0 1.2mm; border-left: 1.4mm solid #111; padding-left: 2mm; break-after: avoid; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 0.2mm solid #888; padding: 0.8mm 1.6mm; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { background: #eee; font-weight: 600; font-size: 8.5pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
tr { break-inside: avoid; }
thead { display: table-header-group; }
.number, .quantity { text-align: right; white-space: nowrap; width: 8mm; }
.role { white-space: nowrap; }
.quantity { width: 24mm; }
.distance { width: 15mm; text-align: right; white-space: nowrap; }
.direction { width: 12mm; white-space: nowrap; }
.blank { width: 26mm; }
.until { width: 27mm; }
.name { width: 36mm; }
.phone { width: 30mm; }
dd:empty { border-bottom: 0.2mm solid #888; }
.done { width: 36mm; }
.late { font-weight: bold; color: #c00000; border: 0.3mm solid #c00000; padding: 0 1mm; white-space: nowrap; }
.box { display: inline-block; width: 3.6mm; height: 3.6mm; border: 0.35mm solid #111; vertical-align: -0.5mm; margin-right: 1mm; line-height: 3.2mm; text-align: center; font-weight: bold; font-size: 9pt; }
.note { color: #555; font-size: 8.5pt; }
.around { display: grid; grid-template-columns: 86mm 1fr; gap: 4mm; align-items: start; break-inside: avoid; }
.around svg { display: block; width: 100%; height: auto; }
.lines { border: 0.2mm solid #888; height: 26mm; }
section { break-inside: auto; }
@media screen { body { padding: 12mm; max-width: 210mm; box-shadow: 0 0 4mm #0003; } html { background: #ddd; } }
`;

/** What the page may load: nothing but its own style. */
export const printPolicy = [
  `default-src 'none'`,
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  `base-uri 'none'`,
  `form-action 'none'`,
  `frame-ancestors 'none'`,
].join('; ');

/** In one piece: the policy names exactly these signs, and a formatter would indent them. */
const styleElement: Markup = { markup: `<style>${style}</style>` };

/** A whole page. */
export function printPage(title: string, body: Markup, words: PrintWords): string {
  const lang = words.language === 'zh' ? 'zh-CN' : 'en';
  const page = html`<!doctype html>
    <html lang="${lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        ${styleElement}
      </head>
      <body>
        ${body}
      </body>
    </html> `;
  return page.markup;
}

/** Drawn, because no font has them all. In a square of 20, with room for the digit. */
const shapes: Readonly<Record<(typeof severities)[number]['shape'], Markup>> = {
  octagon: html`<polygon points="6,0.5 14,0.5 19.5,6 19.5,14 14,19.5 6,19.5 0.5,14 0.5,6" />`,
  triangle: html`<polygon points="10,0.5 19.7,19 0.3,19" />`,
  square: html`<rect x="1" y="1" width="18" height="18" />`,
  circle: html`<circle cx="10" cy="10" r="9.5" />`,
};

/** Shape, digit and word: colour alone says nothing on a copy. */
export function severityMark(severity: Severity, words: PrintWords): Markup {
  const known = severities.find(({ level }) => level === severity);
  if (known === undefined) return html``;
  const digitAt = known.shape === 'triangle' ? 16.5 : 14.5;
  return html`<div class="severity s${severity}">
    <svg viewBox="0 0 20 20" fill="currentColor">
      ${shapes[known.shape]}
      <text x="10" y="${digitAt}" font-size="13" font-weight="bold" text-anchor="middle" fill="#fff">
        ${severity}
      </text></svg
    >${words.text(known.label)}
  </div>`;
}
