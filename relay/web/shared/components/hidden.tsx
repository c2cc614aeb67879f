import type { Children } from './types';

export function BackLink({ href, onClick, children }: { href?: string; onClick?: () => void; children?: Children }) {
  if (href == null)
    return (
      <button class="nhsuk-back-link" type="button" onClick={onClick}>
        {children ?? 'Back'}
      </button>
    );
  return (
    <a class="nhsuk-back-link" href={href} onClick={onClick}>
      {children ?? 'Back'}
    </a>
  );
}

/// Words for who listens, not for the eye.
export function Hidden({ children }: { children: Children }) {
  return <span class="nhsuk-u-visually-hidden">{children}</span>;
}

/// A region whose changes a screen reader says once it has finished speaking. Keep it in the page from the start and change
/// only its words.
export function Live({ children }: { children?: Children }) {
  return (
    <div class="nhsuk-u-visually-hidden" role="status" aria-live="polite">
      {children}
    </div>
  );
}
