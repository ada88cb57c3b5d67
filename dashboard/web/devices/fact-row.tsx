import type { ComponentChildren } from 'preact';

/** A fact in a list of facts: its name beside what is known. */
export function FactRow({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
