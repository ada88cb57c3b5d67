import type { ComponentChildren } from 'preact';

/** A labelled control of a form, with what is wrong with it or what it is for. */
export function Field({
  label,
  hint,
  error,
  children,
}: {
  label: string;
  hint?: string;
  error?: string | undefined;
  children: ComponentChildren;
}) {
  return (
    <label class="field">
      <span class="field-label">{label}</span>
      {children}
      {hint !== undefined && <span class="field-hint dim">{hint}</span>}
      {error !== undefined && <span class="error">{error}</span>}
    </label>
  );
}
