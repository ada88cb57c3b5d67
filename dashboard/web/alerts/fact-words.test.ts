import { afterEach, describe, expect, it } from 'vitest';
import { factWords } from './fact-words.ts';
import { language } from '../shell/language.ts';

afterEach(() => {
  language.value = 'zh';
});

describe('what a rule worked out', () => {
  it.each([
    ['silence_s', 5_400, '无声时长', '90 分钟', 'Silent for', '90 min'],
    ['within_s', 90, '时限', '90 秒', 'Within', '90 s'],
    ['learned_h', 72, '学习时长', '3 天', 'Learned from', '3 d'],
    ['depth_m_per_min', 0.0123456, '水深每分钟变化', '1.23 cm/min', 'Depth per minute', '1.23 cm/min'],
    ['rate_per_s', 0.00012, '变化率', '0.72 cm/min', 'Rate', '0.72 cm/min'],
    ['usual_depth_m', 0.1, '水深常值', '0.100 m', 'Usual Depth', '0.100 m'],
    ['usual_spread_depth_m', 0.0041, '水深常态波动', '0.41 cm', 'Usual spread of Depth', '0.41 cm'],
    ['beyond_usual_depth_m', 1.2, '水深超出常值', '1.2 m', 'Depth beyond the usual', '1.2 m'],
    ['compared_with_depth_m', 0.25, '对照值', '0.250 m', 'Compared with', '0.250 m'],
    ['deviation_sd', 6.54321, '偏离常值', '6.54 倍标准差', 'Off the usual by', '6.54 standard deviations'],
    ['news_sd', 6.3, '新出现的偏离', '6.3 倍标准差', 'Newly off by', '6.3 standard deviations'],
  ])('%s', (...[name, value, label, words, labelInEnglish, wordsInEnglish]) => {
    const said = () => factWords({ kind: 'water', metric: 'depth_m' }, name, value);
    expect(said()).toEqual({ label, value: words });
    language.value = 'en';
    expect(said()).toEqual({ label: labelInEnglish, value: wordsInEnglish });
  });

  it.each(['state', 'nobody_knows_kg', 'jump_no_such_metric', 'no_such_metric_per_min'])(
    '%s, of which people can make nothing, is not shown',
    (name) => {
      expect(factWords({ kind: 'water', metric: 'depth_m' }, name, 2)).toBeNull();
    },
  );
});
