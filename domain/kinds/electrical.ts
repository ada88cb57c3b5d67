import { commonMetrics, code, measure, onOff, type KindDefinition, type Metric } from '../kind.ts';

const phases = ['l1', 'l2', 'l3'] as const;

function cableTemperature(conductor: string): Metric {
  const name = conductor.toUpperCase();
  return measure(`cable_temperature_${conductor}_c`, '°C', {
    min: -60,
    max: 1500,
    zh: `${name} 线缆温度`,
    en: `Cable temperature ${name}`,
  });
}

/** Electrical-fire monitors on distribution boards: leakage, cable heat and load. */
export const electrical: KindDefinition = {
  name: 'electrical',
  label: { zh: '电气火灾监控', en: 'Electrical-fire monitor' },
  metrics: [
    measure('residual_current_ma', 'mA', {
      min: 0,
      max: 30_000,
      zh: '剩余电流',
      en: 'Residual current',
      decimals: 0,
    }),
    ...[...phases, 'n'].map(cableTemperature),
    ...phases.map((phase) =>
      measure(`current_${phase}_a`, 'A', {
        min: 0,
        max: 10_000,
        zh: `${phase.toUpperCase()} 相电流`,
        en: `Current ${phase.toUpperCase()}`,
      }),
    ),
    ...phases.map((phase) =>
      measure(`voltage_${phase}_v`, 'V', {
        min: 0,
        max: 1_000,
        zh: `${phase.toUpperCase()} 相电压`,
        en: `Voltage ${phase.toUpperCase()}`,
      }),
    ),
    code('arc_count', { min: 0, max: 1e9, zh: '电弧计数', en: 'Arc count' }),
    measure('power_kw', 'kW', { min: -10_000, max: 10_000, zh: '功率', en: 'Power', decimals: 2 }),
    onOff('fault', { zh: '故障', en: 'Fault' }),
    ...commonMetrics,
  ],
  reportingInterval_s: 20,
  offlineAfter_s: 90,
};
