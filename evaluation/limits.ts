/** What the evaluation holds to; each says what happens at the limit. */
export const evaluationLimits = {
  /** A reliability bin with fewer cases is shown but not held to account: its share is mostly chance. */
  reliabilityCases_min: 30,
  /** Equal bins of said probability; narrower ones would be empty. */
  reliabilityBins: 10,
} as const;
