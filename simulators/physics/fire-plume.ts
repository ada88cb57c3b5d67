/**
 * Heat release of a fire that grows with the square of time, kW. `growth_kw_s2`: medium 0.0117, fast 0.0469
 * (NFPA 72 annex B, NFPA 92).
 */
export function toHeatRelease_kw(sinceIgnition_s: number, growth_kw_s2: number, max_kw: number): number {
  return sinceIgnition_s <= 0 ? 0 : Math.min(growth_kw_s2 * sinceIgnition_s ** 2, max_kw);
}

/** Gas under the ceiling: its rise over ambient in K and its speed in m/s. */
export interface CeilingJet {
  readonly rise_k: number;
  readonly speed_m_s: number;
}

/**
 * The ceiling jet of Alpert (1972), steady, unconfined: a fire of `heat_kw`, a ceiling `height_m` above it, a
 * detector `radius_m` from the plume's axis.
 */
export function toCeilingJet(options: { heat_kw: number; height_m: number; radius_m: number }): CeilingJet {
  const { heat_kw, height_m, radius_m } = options;
  if (heat_kw <= 0) return { rise_k: 0, speed_m_s: 0 };
  const isInPlume = radius_m / height_m <= 0.18;
  return {
    rise_k: isInPlume
      ? (16.9 * heat_kw ** (2 / 3)) / height_m ** (5 / 3)
      : (5.38 * (heat_kw / radius_m) ** (2 / 3)) / height_m,
    speed_m_s:
      radius_m / height_m <= 0.15
        ? 0.96 * (heat_kw / height_m) ** (1 / 3)
        : (0.195 * heat_kw ** (1 / 3) * height_m ** 0.5) / radius_m ** (5 / 6),
  };
}
