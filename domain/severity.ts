import type { Text } from './text.ts';

/** 1 is the worst. Shape, digit and word always accompany the colour. */
export type Severity = 1 | 2 | 3 | 4;

export interface SeverityDefinition {
  readonly level: Severity;
  readonly code: 'critical' | 'major' | 'minor' | 'notice';
  readonly label: Text;
  readonly shape: 'octagon' | 'triangle' | 'square' | 'circle';
}

export const severities: readonly SeverityDefinition[] = [
  { level: 1, code: 'critical', label: { zh: '紧急', en: 'Critical' }, shape: 'octagon' },
  { level: 2, code: 'major', label: { zh: '重要', en: 'Major' }, shape: 'triangle' },
  { level: 3, code: 'minor', label: { zh: '一般', en: 'Minor' }, shape: 'square' },
  { level: 4, code: 'notice', label: { zh: '提示', en: 'Notice' }, shape: 'circle' },
];

export function severityByCode(code: string): Severity | undefined {
  return severities.find((severity) => severity.code === code)?.level;
}
