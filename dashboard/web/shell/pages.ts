import type { ComponentType } from 'preact';
import type { Permission } from '../../../domain/roles.ts';
import type { Phrase } from './dictionary.ts';
import type { IconName } from '../parts/icon.tsx';

/** What a page is given: the path after its own first word, and the query. */
export interface PageProps {
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

/** A page of the centre; its code is loaded when somebody goes there. */
export interface Page {
  readonly name: PageName;
  /** The first words of its addresses; the first of them is where its link leads. */
  readonly at: readonly string[];
  readonly title: Phrase;
  readonly icon: IconName;
  /** Who has a link to it; the server has the last word. */
  readonly permission: Permission;
  readonly load: () => Promise<ComponentType<PageProps>>;
}

export type PageName =
  | 'desk'
  | 'cases'
  | 'plans'
  | 'handover'
  | 'reports'
  | 'devices'
  | 'rules'
  | 'settings'
  | 'fleet'
  | 'access'
  | 'quarantine'
  | 'system';

/** All pages, in the order of their links. The wall and the field app are documents of their own kind. */
export const pages: readonly Page[] = [
  {
    name: 'desk',
    at: ['', 'alerts', 'incidents'],
    title: 'deskPage',
    icon: 'desk',
    permission: 'read',
    load: async () => (await import('../desk/page.tsx')).DeskPage,
  },
  {
    name: 'cases',
    at: ['cases'],
    title: 'casesPage',
    icon: 'cases',
    permission: 'read',
    load: async () => (await import('../cases/page.tsx')).CasesPage,
  },
  {
    name: 'plans',
    at: ['plans', 'plan-runs'],
    title: 'plansPage',
    icon: 'plans',
    permission: 'read',
    load: async () => (await import('../plans/page.tsx')).PlansPage,
  },
  {
    name: 'handover',
    at: ['handover'],
    title: 'handoverPage',
    icon: 'handover',
    permission: 'read',
    load: async () => (await import('../handover/page.tsx')).HandoverPage,
  },
  {
    name: 'reports',
    at: ['reports'],
    title: 'reportsPage',
    icon: 'reports',
    permission: 'read',
    load: async () => (await import('../reports/page.tsx')).ReportsPage,
  },
  {
    name: 'devices',
    at: ['devices'],
    title: 'devices',
    icon: 'devices',
    permission: 'read',
    load: async () => (await import('../devices/page.tsx')).DevicePages,
  },
  {
    name: 'rules',
    at: ['rules'],
    title: 'rulesPage',
    icon: 'rules',
    permission: 'rules',
    load: async () => (await import('../rules/page.tsx')).RulesPage,
  },
  {
    name: 'settings',
    at: ['settings'],
    title: 'settingsPage',
    icon: 'settings',
    permission: 'rules',
    load: async () => (await import('../settings/page.tsx')).SettingsPage,
  },
  {
    name: 'fleet',
    at: ['fleet'],
    title: 'fleetPage',
    icon: 'fleet',
    permission: 'manage',
    load: async () => (await import('../fleet/page.tsx')).FleetPage,
  },
  {
    name: 'access',
    at: ['access'],
    title: 'accessPage',
    icon: 'access',
    permission: 'read',
    load: async () => (await import('../access/page.tsx')).AccessPage,
  },
  {
    name: 'quarantine',
    at: ['quarantine'],
    title: 'quarantinePage',
    icon: 'quarantine',
    permission: 'inspect',
    load: async () => (await import('../quarantine/page.tsx')).QuarantinePage,
  },
  {
    name: 'system',
    at: ['system'],
    title: 'systemPage',
    icon: 'system',
    permission: 'inspect',
    load: async () => (await import('../system/page.tsx')).SystemPage,
  },
];

/** Whether there is anything at an address. */
export function hasPage(path: readonly string[]): boolean {
  return pages.some((page) => page.at.includes(path[0] ?? ''));
}

/** The page of an address; the desk where there is none. */
export function pageAt(path: readonly string[]): Page {
  const found = pages.find((page) => page.at.includes(path[0] ?? '')) ?? pages[0];
  if (found === undefined) throw new Error('there are no pages');
  return found;
}
