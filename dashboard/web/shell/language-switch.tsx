import { language, setLanguage, t } from './language.ts';

export function LanguageSwitch() {
  const other = language.value === 'zh' ? 'en' : 'zh';
  return (
    <button
      class="quiet"
      type="button"
      lang={other === 'zh' ? 'zh-CN' : 'en'}
      aria-label={t('switchLanguage')}
      onClick={() => setLanguage(other)}
    >
      {t('otherLanguage')}
    </button>
  );
}
