import type { Language } from '../../../domain/text.ts';
import { t } from './phrases.ts';
import { reportFile } from './reports-api.ts';

const languages: readonly Language[] = ['zh', 'en'];

/** A report as a page to print and as files, in either language. */
export function ReportLinks({ id }: { id: string }) {
  return (
    <ul class="reports-links">
      {languages.map((language) => {
        const name = t(language === 'zh' ? 'inZh' : 'inEn');
        return (
          <li key={language}>
            <span class="dim">{name}</span>
            <a
              href={reportFile(id, 'html', language)}
              target="_blank"
              rel="noreferrer"
              aria-label={`${t('print')}, ${name}`}
            >
              {t('print')}
            </a>
            <a
              href={reportFile(id, 'csv', language)}
              download={`report-${id}-${language}.csv`}
              aria-label={`CSV, ${name}`}
            >
              CSV
            </a>
          </li>
        );
      })}
      <li>
        <a href={reportFile(id, 'json', 'zh')} download={`report-${id}.json`}>
          JSON
        </a>
      </li>
    </ul>
  );
}
