import type { ActRule } from './act-rule.ts';

/** What shuts a device out. */
export const disabling: ActRule = {
  acts: ['disable-device'],
  of: ({ body }) => ((body as { disabled?: boolean }).disabled === true ? ['disable-device'] : []),
  tells: ['disabled', 'siteId', 'name'],
};
