import type { Finding } from '../../domain/alert.ts';
import type { Text } from '../../domain/text.ts';
import type { DetectorTally } from './detectors.ts';
import { countFindings, findingCounts } from './false-alarms.ts';

/** Delays that are tried on the past, s. */
const delays_s = [10, 30, 60, 120, 300];
/** A cause or a delay that explains fewer false alarms than this is no pattern. */
const pattern_min = 3;

const remedies: Readonly<Partial<Record<Finding, { readonly cause: Text; readonly remedy: Text }>>> = {
  cooking: {
    cause: { zh: '做饭', en: 'cooking' },
    remedy: {
      zh: '将探测器移离灶台，或在此处改用感温探测器',
      en: 'move the detector away from the stove, or use a heat detector there',
    },
  },
  steam: {
    cause: { zh: '水汽', en: 'steam' },
    remedy: { zh: '将探测器移离浴室、蒸煮处', en: 'move the detector away from the steam' },
  },
  dust: {
    cause: { zh: '灰尘', en: 'dust' },
    remedy: { zh: '清洁探测器，施工期间加防尘罩', en: 'clean the detector; cover it during works' },
  },
  insects: {
    cause: { zh: '昆虫', en: 'insects' },
    remedy: { zh: '清洁探测器并加防虫网', en: 'clean the detector and fit an insect screen' },
  },
  deviceFault: {
    cause: { zh: '设备故障', en: 'a fault of the device' },
    remedy: { zh: '维修或更换设备', en: 'repair or replace the device' },
  },
};

/**
 * What would have made fewer false alarms, as far as the past shows: a cause that at least half of them share,
 * and the shortest delay that would have kept at least half of them quiet and not one of the real ones. No
 * delay is advised where an alert was critical.
 */
export function adviseOn(tally: DetectorTally): readonly Text[] {
  return [causeAdvice(tally), delayAdvice(tally)].filter((advice) => advice !== null);
}

function causeAdvice({ findings }: DetectorTally): Text | null {
  const { real, false: falseCount } = countFindings(findings);
  const judged = real + falseCount;
  const [finding, count] = Object.entries(findings)
    .filter(([finding]) => findingCounts[finding as Finding] === 'false')
    .toSorted((a, b) => b[1] - a[1])[0] ?? [null, 0];
  const known = finding === null ? undefined : remedies[finding as Finding];
  if (known === undefined || count < pattern_min || count * 2 < falseCount) return null;
  const { cause, remedy } = known;
  return {
    zh: `已定性的 ${judged} 次中有 ${count} 次由${cause.zh}引起：${remedy.zh}。`,
    en: `${count} of ${judged} judged alerts were caused by ${cause.en}: ${remedy.en}.`,
  };
}

function delayAdvice({ judged, worst }: DetectorTally): Text | null {
  if (worst === 1) return null;
  const falseOnes = judged.filter(({ isFalse }) => isFalse);
  const realOnes = judged.filter(({ isFalse }) => !isFalse);
  for (const delay_s of delays_s) {
    const isQuiet = ({ held_s }: { held_s: number | null }): boolean => held_s !== null && held_s < delay_s;
    const quiet = falseOnes.filter(isQuiet).length;
    if (quiet < pattern_min || quiet * 2 < falseOnes.length) continue;
    // A longer delay would lose this one too.
    if (realOnes.some(isQuiet)) return null;
    const real: Text =
      realOnes.length === 0
        ? { zh: '此间没有真实告警可供对照', en: 'there were no real ones to compare with' }
        : {
            zh: `${realOnes.length} 次真实告警无一受影响（只会晚报）`,
            en: `none of the ${realOnes.length} real ones (they would have come later)`,
          };
    return {
      zh: `若触发延时（on_delay）为 ${delay_s} 秒，${falseOnes.length} 次误报中有 ${quiet} 次不会发出；${real.zh}。`,
      en: `An on_delay of ${delay_s} s would have kept ${quiet} of ${falseOnes.length} false ones quiet; ${real.en}.`,
    };
  }
  return null;
}
