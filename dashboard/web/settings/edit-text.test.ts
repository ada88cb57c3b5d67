import { expect, it } from 'vitest';
import { withDuty, withoutDuty, withoutRecipient, withRecipient } from './edit-text.ts';

const text = `# ours
recipients:
  # tried in this order
  - id: li
    name: { zh: 李, en: Li }
    role: staff
    reachedBy: [{ channel: text, address: '13800000001' }]
duties:
  - { shift: day, role: shiftLeader, recipient: li }
alarms: { flood: { alerts: 10, within_s: 600 } }
`;
const zhao = {
  id: 'zhao',
  name: { zh: '赵', en: 'Zhao' },
  role: 'staff',
  at: null,
  language: 'zh',
  username: null,
  reachedBy: [{ channel: 'text', address: '13800000002' }],
} as const;
const night = {
  shift: 'night',
  role: 'shiftLeader',
  seat: null,
  recipient: 'zhao',
  days: [6, 7],
  fromDate: null,
  toDate: null,
} as const;

const day = { ...night, shift: 'day', recipient: 'li', days: [] };

it('adds a recipient and leaves all else as it was written', () => {
  const after = withRecipient(text, zhao, null);
  expect(after).toContain('# tried in this order');
  expect(after).toContain("{ channel: text, address: '13800000001' }");
  expect(after).toContain('- id: zhao\n    name:\n      zh: 赵\n      en: Zhao\n    role: staff\n');
  expect(after).toContain('alarms: { flood: { alerts: 10, within_s: 600 } }');
  expect(withoutRecipient(after, 'zhao')).not.toContain('zhao');
});

it('changes the one that is meant', () => {
  const after = withRecipient(text, { ...zhao, id: 'li', name: { zh: '李强', en: 'Li Qiang' } }, 'li');
  expect(after).toContain('李强');
  expect(after.match(/- id:/g)).toHaveLength(1);
});

it('adds, changes and removes duties', () => {
  const added = withDuty(text, night, null);
  expect(added).toContain('- { shift: night, role: shiftLeader, recipient: zhao, days: [ 6, 7 ] }');
  expect(withDuty(text, night, day)).not.toContain('shift: day');
  expect(withoutDuty(added, day)).not.toContain('shift: day');
});

it('begins a list where there is none, and leaves alone what cannot be read', () => {
  expect(withDuty('duties: []\n', night, null)).toContain('duties:\n  - { shift: night');
  expect(withDuty('timeZone: Asia/Shanghai\n', night, null)).toContain('duties:\n  - { shift: night');
  expect(withDuty('a: [', night, null)).toBe('a: [');
});
