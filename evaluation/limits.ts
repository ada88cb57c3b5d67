/** What the evaluation holds to; each says what happens at the limit. */
export const evaluationLimits = {
  /** A reliability bin with fewer cases is shown but not held to account: its share is mostly chance. */
  reliabilityCases_min: 30,
  /** Equal bins of said probability; narrower ones would be empty. */
  reliabilityBins: 10,
  /** How time passes in a silence: each second at first, as in the service, */
  denseTick_s: 1,
  denseTicks_s: 600,
  /** then each minute up to a day, */
  sparseTick_s: 60,
  sparseTicks_s: 24 * 3600,
  /** then each hour: a recording may lie silent for months. An alert that time alone causes is heard that late. */
  rareTick_s: 3600,
  /** How long time goes on after the last sample: delays that data still cover run out. */
  afterLastSample_s: 60,
} as const;
