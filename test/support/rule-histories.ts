/** Over so many random histories rules must say the same; `RULE_HISTORIES=1000` looks longer. */
export const ruleHistories = Number(process.env['RULE_HISTORIES'] ?? 250);
