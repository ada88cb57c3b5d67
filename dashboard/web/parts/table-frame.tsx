import type { ComponentChildren } from 'preact';

/** A table that is scrolled from side to side where it must be. `actions` names its last column for those who hear it. */
export function TableFrame({
  heads,
  actions,
  children,
}: {
  readonly heads: readonly string[];
  readonly actions: string;
  readonly children: ComponentChildren;
}) {
  return (
    <div class="table-scroll">
      <table class="table">
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head}>{head}</th>
            ))}
            <th>
              <span class="visually-hidden">{actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
