import type { SystemView } from '../../../domain/system.ts';
import { ask } from '../shell/http.ts';

export const systemApi = {
  view: () => ask<SystemView>('GET', '/api/system'),
};
