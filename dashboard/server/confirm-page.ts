import { createHash } from 'node:crypto';
import type { Delivery } from '../../domain/delivery.ts';
import { severities } from '../../domain/severity.ts';
import type { Language } from '../../domain/text.ts';

/** What the page is about: a delivery to confirm, one that is confirmed, or a link that leads nowhere. */
export type ConfirmPage =
  | { readonly state: 'open' | 'confirmed'; readonly delivery: Delivery }
  | { readonly state: 'unknown' | 'failed'; readonly delivery: Delivery | null };

const words = {
  zh: {
    title: '负一秒',
    button: '确认收到',
    confirmed: '已确认收到，谢谢。',
    failed: '暂时无法记录，请再按一次。',
    unknown: '链接无效或已过期。',
    place: '地点',
    advice: '措施',
    time: '时间',
    forecast: '预警',
    returned: '恢复',
  },
  en: {
    title: 'Negative One',
    button: 'I have received this',
    confirmed: 'Confirmed. Thank you.',
    failed: 'It could not be recorded just now. Please press again.',
    unknown: 'This link is wrong or has ended.',
    place: 'Place',
    advice: 'Do',
    time: 'Time',
    forecast: 'Early warning',
    returned: 'Back to normal',
  },
} as const;

const style = [
  'body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:0 auto;padding:1.5rem;color:#16202c;background:#fff}',
  'h1{font-size:1.4rem}button{font:inherit;font-weight:600;width:100%;padding:1rem;border:0;border-radius:.5rem;',
  'color:#fff;background:#0b5cad}dt{color:#4a5666}dd{margin:0 0 .8rem}',
  '@media(prefers-color-scheme:dark){body{color:#e8eef5;background:#10171f}dt{color:#a9b6c4}}',
].join('');

/** For the answer's `Content-Security-Policy`: this page's own style, its own form, and nothing else. */
export const confirmPagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join(';');

/**
 * A page without scripts, in the recipient's language, for a phone in the street: what it is about and one
 * button. Nothing happens until that is pressed, because chat programs open links to show a preview.
 */
export function toConfirmPage({ state, delivery }: ConfirmPage, timeZone: string): string {
  const language: Language = delivery?.language ?? 'zh';
  const w = words[language];
  const about = delivery === null ? '' : toAbout(delivery, timeZone);
  const message = state === 'open' ? '' : `<p role="status"><strong>${w[state]}</strong></p>`;
  // Without the recipient's language, both.
  const both = delivery === null ? `<p lang="en">${words.en.unknown}</p>` : '';
  const canPress = state === 'open' || (state === 'failed' && delivery !== null);
  const form = canPress ? `<form method="post"><button>${w.button}</button></form>` : '';
  return [
    `<!doctype html><html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<meta name="robots" content="noindex"><title>${w.title}</title><style>${style}</style></head>`,
    `<body><main>${about}${message}${both}${form}</main></body></html>`,
  ].join('');
}

function toAbout({ language, content }: Delivery, timeZone: string): string {
  const w = words[language];
  const { severity, title, place, advice, eventTime, reason, forecast } = content;
  const label = severities[severity - 1]?.label[language] ?? '';
  const mark = reason === 'returned' ? w.returned : forecast === null ? label : `${w.forecast} · ${label}`;
  // As `2026-11-22 09:41`.
  const time = new Date(eventTime).toLocaleString('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  const rows: readonly (readonly [string, string])[] = [
    [w.place, place[language]],
    [w.advice, advice[language]],
    [w.time, time],
  ];
  const list = rows
    .filter(([, text]) => text !== '')
    .map(([label, text]) => `<dt>${label}</dt><dd>${escapeText(text)}</dd>`);
  return `<h1>${escapeText(`${mark} ${title[language]}`.trim())}</h1><dl>${list.join('')}</dl>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return text.replaceAll(/[&<>"']/gu, (sign) => entities[sign] ?? sign);
}
