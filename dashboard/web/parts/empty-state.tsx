import type { ComponentChildren } from 'preact';

/** Where there is nothing to show: what that means, and what to do next. */
export function EmptyState({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-head">{title}</p>
      {children !== undefined && <div class="dim">{children}</div>}
    </div>
  );
}
