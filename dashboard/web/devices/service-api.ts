import type { ServiceAction, ServiceMark } from '../../../domain/alert.ts';
import { ask, idempotencyKey, segment, withJson } from '../shell/http.ts';

export type ServiceInput = Partial<Pick<ServiceAction, 'workOrder' | 'reason' | 'until'>>;

export const serviceApi = {
  marks: () => ask<{ marks: readonly ServiceMark[] }>('GET', '/api/service'),
  act: (deviceId: string, action: ServiceAction['action'], input: ServiceInput = {}) =>
    ask<{ mark: ServiceMark | null }>(
      'POST',
      `/api/devices/${segment(deviceId)}/service`,
      withJson({ action, ...input }, idempotencyKey()),
    ),
};
