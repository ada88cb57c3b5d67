import type { PageProps } from '../shell/pages.ts';
import { CaseOverview } from './case-overview.tsx';
import { CasePage } from './case-page.tsx';
import { EventSources } from './event-sources.tsx';
import { NewCaseForm } from './new-case.tsx';
import './cases.css';

/** Cases (事件) from report to archive: the overview, one of them, a new one, and the machines that report. */
export function CasesPage({ path, query }: PageProps) {
  const [id] = path;
  if (id === undefined) return <CaseOverview query={query} />;
  // No case has such an id: theirs are digests.
  if (id === 'new') return <NewCaseForm />;
  if (id === 'sources') return <EventSources />;
  return <CasePage key={id} id={id} />;
}
