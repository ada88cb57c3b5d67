import type { ComponentChildren } from 'preact';

/** Lines of a part: a name and what is so. Lines that are null are left out. */
export function Facts({
  lines,
}: {
  lines: readonly (readonly [name: string, value: ComponentChildren] | null)[];
}) {
  return (
    <dl class="system-facts">
      {lines.flatMap((line) =>
        line === null
          ? []
          : [
              <div key={line[0]}>
                <dt>{line[0]}</dt>
                <dd>{line[1]}</dd>
              </div>,
            ],
      )}
    </dl>
  );
}

/** What is not known: hatched, never a nought. */
export function Unknown({ words }: { words: string }) {
  return <span class="system-unknown">{words}</span>;
}
