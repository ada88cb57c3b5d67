import { commonMetrics, measure, onOff, type KindDefinition } from '../kind.ts';

/** Ponding above ground, or the height at a gauge. */
export const water: KindDefinition = {
  name: 'water',
  label: { zh: '水位', en: 'Water level' },
  metrics: [
    measure('depth_m', 'm', { min: -2, max: 50, zh: '水深', en: 'Depth', decimals: 3 }),
    measure('rain_mm_h', 'mm/h', { min: 0, max: 1_000, zh: '雨强', en: 'Rain' }),
    onOff('pump_running', { zh: '水泵运行', en: 'Pump running' }),
    onOff('fault', { zh: '故障', en: 'Fault' }),
    ...commonMetrics,
  ],
  reportingInterval_s: 60,
  offlineAfter_s: 300,
};
