import type { RuleView } from '../../../domain/rule-set.ts';
import { recordWords } from '../forecasts/forecast-words.ts';
import { formatPercent } from '../parts/format.ts';
import { t } from './phrases.ts';
import { isMostlyFalse, judgedMin, type RuleNoise } from './rule-noise.ts';

const none: RuleNoise = { announced: 0, perDay: 0, falseShare: null, judged: 0, chattering: 0 };

/** A few digits: how often is not known better. */
export function perDayWords(perDay: number): string {
  return perDay >= 10 ? perDay.toFixed(0) : perDay.toFixed(perDay >= 1 ? 1 : 2);
}

/** Four cells of a row: alerts, false share, chattering, and the record of forecasts. */
export function NoiseCells(props: {
  readonly rule: RuleView;
  readonly noise: ReadonlyMap<string, RuleNoise> | null;
  /** Alerts of the loudest rule: the bar is a share of it. */
  readonly loudest: number;
}) {
  const { rule, noise, loudest } = props;
  const found = noise === null ? null : (noise.get(rule.id) ?? none);
  return (
    <>
      <td class="noise-cell">
        {found === null ? (
          <span class="dim">{t('notKnown')}</span>
        ) : found.announced === 0 ? (
          <span class="dim">0</span>
        ) : (
          <>
            <span class="noise-number">
              {found.announced.toLocaleString('en-US')}{' '}
              <span class="dim">{t('perDay', { n: perDayWords(found.perDay) })}</span>
            </span>
            <span class="noise-bar" aria-hidden="true">
              <span style={{ width: `${(100 * found.announced) / loudest}%` }} />
            </span>
          </>
        )}
      </td>
      <td class="number">
        <FalseShare noise={found} />
      </td>
      <td class="number">
        {found === null || found.chattering === 0 ? (
          <span class="dim">{found === null ? '' : '0'}</span>
        ) : (
          found.chattering
        )}
      </td>
      <td class="rule-record">
        {rule.forecastRecord === null ? (
          <span class="dim">—</span>
        ) : (
          <span class={rule.forecastRecord.count === 0 ? 'dim' : undefined}>
            {recordWords(rule.forecastRecord)}
          </span>
        )}
      </td>
    </>
  );
}

/** Few judged alerts are a count, not a share. */
export function FalseShare({ noise }: { noise: RuleNoise | null }) {
  if (noise === null) return null;
  const { falseShare, judged } = noise;
  if (falseShare === null) return <span class="dim rule-unjudged">{t('nobodyJudged')}</span>;
  const count = `${Math.round(falseShare * judged)}/${judged}`;
  if (judged < judgedMin) return <span class="dim">{count}</span>;
  return (
    <span class={isMostlyFalse(noise) ? 'is-mostly-false' : undefined}>
      {formatPercent(falseShare)} <span class="dim">{count}</span>
    </span>
  );
}
