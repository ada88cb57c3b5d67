import { commonMetrics, measure, onOff, type KindDefinition } from '../kind.ts';

/** Point smoke and heat detectors. Ranges are wide: a burning room passes 1,000 °C. */
export const smoke: KindDefinition = {
  name: 'smoke',
  label: { zh: '烟感', en: 'Smoke detector' },
  metrics: [
    measure('obscuration_pct_m', '%/m', { min: 0, max: 100, zh: '减光率', en: 'Obscuration', decimals: 2 }),
    measure('temperature_c', '°C', { min: -60, max: 1500, zh: '温度', en: 'Temperature' }),
    measure('co_ppm', 'ppm', { min: 0, max: 100_000, zh: '一氧化碳', en: 'Carbon monoxide', decimals: 0 }),
    onOff('alarm', { zh: '火警', en: 'Fire alarm', urgent: true }),
    onOff('fault', { zh: '故障', en: 'Fault' }),
    onOff('tamper', { zh: '防拆', en: 'Tamper' }),
    onOff('test', { zh: '测试', en: 'Test' }),
    ...commonMetrics,
  ],
  reportingInterval_s: 20,
  offlineAfter_s: 90,
};
