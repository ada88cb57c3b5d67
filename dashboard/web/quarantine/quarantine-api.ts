import type { SensorKind } from '../../../domain/kinds.ts';
import { ask, segment, withQuery } from '../shell/http.ts';

/** A message that could not be read, without its payload. */
export interface QuarantinedHead {
  readonly id: string;
  readonly receivedAt: number;
  readonly deviceId: string | null;
  readonly kind: SensorKind | null;
  readonly topic: string;
  readonly payloadBytes: number;
  /** The first thing that was wrong. */
  readonly code: string;
  /** All that was wrong, a line each: `code: words`. */
  readonly detail: string;
}

export interface QuarantinedLine extends QuarantinedHead {
  readonly payloadText: string;
}

export interface QuarantinedMessage extends QuarantinedHead {
  /** The first 64 KiB. */
  readonly payloadBase64: string;
}

export interface QuarantineCounts {
  readonly total: number;
  readonly byCode: readonly { readonly code: string; readonly count: number }[];
  readonly byDevice: readonly {
    readonly deviceId: string | null;
    readonly count: number;
    readonly lastAt: number;
  }[];
}

export interface QuarantineFilter {
  readonly device: string | undefined;
  readonly code: string | undefined;
  readonly from: number | undefined;
}

const pageSize = 50;

export const quarantineApi = {
  list: (filter: QuarantineFilter, cursor?: string) =>
    ask<{ readonly messages: readonly QuarantinedLine[]; readonly nextCursor: string | null }>(
      'GET',
      withQuery('/api/quarantine', { ...filter, limit: pageSize, cursor }),
    ),
  counts: (filter: QuarantineFilter) =>
    ask<QuarantineCounts>('GET', withQuery('/api/quarantine/counts', { ...filter })),
  message: (id: string) => ask<QuarantinedMessage>('GET', `/api/quarantine/${segment(id)}`),
};
