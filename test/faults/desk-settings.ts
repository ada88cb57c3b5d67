/** Everybody is one recipient with a webhook of which no run uses up a minute; asked again later than any run lasts. */
export function deskSettings(hook: string): string {
  return `
channels:
  - { id: hook, type: webhook, perMinute_max: 600, options: { url: '${hook}/' } }
recipients:
  - { id: centre, name: { zh: 中心, en: Centre }, role: operationsCentre, reachedBy: [{ channel: hook }] }
shifts:
  - { id: always, name: { zh: 全天, en: Always }, from: '00:00', to: '00:00' }
duties: []
escalations:
  - { id: critical, steps: [{ after_s: 86400, again: true }] }
  - { id: major, steps: [{ after_s: 86400, again: true }] }
  - { id: minor, steps: [{ after_s: 86400, again: true }] }
`;
}
