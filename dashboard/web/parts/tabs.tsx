/** Links between the parts of a page; each part has an address of its own. */
export function Tabs({
  label,
  tabs,
  current,
}: {
  label: string;
  tabs: readonly { readonly href: string; readonly words: string; readonly id: string }[];
  current: string;
}) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map(({ href, words, id }) => (
        <a key={id} href={href} aria-current={id === current ? 'page' : undefined}>
          {words}
        </a>
      ))}
    </nav>
  );
}
