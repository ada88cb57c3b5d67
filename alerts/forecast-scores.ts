import { sql, type Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { ForecastScore } from '../domain/rule-set.ts';

export interface ScoreQuery {
  /** Only this rule's. */
  readonly ruleId?: string;
  /** Forecasts made from `from` on and before `to`, ms since 1970. */
  readonly from: number;
  readonly to: number;
}

interface BinRow {
  readonly rule_id: string;
  readonly bin: number;
  readonly count: number;
  readonly came_true: number;
  readonly said: number;
}

/**
 * How the forecasts of each rule turned out. Those whose data stopped are left out: nobody knows what came of
 * them. Rules without any are left out.
 */
export async function readForecastScores(
  kysely: Kysely<Schema>,
  query: ScoreQuery,
): Promise<readonly ForecastScore[]> {
  const chosen = sql`
    made_at >= ${new Date(query.from)} and made_at < ${new Date(query.to)} and result <> 'lost'
    and (${query.ruleId ?? null}::text is null or rule_id = ${query.ruleId ?? null})`;
  const bins = await sql<BinRow>`
    select rule_id, least(9, floor(probability * 10))::int as bin, count(*)::int as count,
      (count(*) filter (where result = 'breached'))::int as came_true, avg(probability)::float8 as said
    from forecast_outcomes where ${chosen}
    group by 1, 2 order by 1, 2`.execute(kysely);
  const leads = await sql<{ rule_id: string; median: number | null }>`
    select rule_id, percentile_cont(0.5) within group (order by lead_s) as median
    from forecast_outcomes where ${chosen} and result = 'breached'
    group by 1`.execute(kysely);
  const medians = new Map(leads.rows.map((row) => [row.rule_id, row.median]));
  const byRule = Map.groupBy(bins.rows, (row) => row.rule_id);
  return [...byRule].map(([ruleId, rows]) => ({
    ruleId,
    count: sum(rows.map((row) => row.count)),
    cameTrue: sum(rows.map((row) => row.came_true)),
    medianLead_s: medians.get(ruleId) ?? null,
    reliability: rows.map((row) => ({
      from: row.bin / 10,
      to: (row.bin + 1) / 10,
      count: row.count,
      said: row.said,
      came: row.came_true / row.count,
    })),
  }));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
