import type { Children } from './types';

function toMain(event: Event) {
  const main = document.getElementById('maincontent');
  if (!main) return;
  event.preventDefault();
  main.setAttribute('tabindex', '-1');
  main.focus();
  main.addEventListener('blur', () => main.removeAttribute('tabindex'), { once: true });
}

/// The first thing a keyboard reaches.
export function SkipLink() {
  return (
    <a class="nhsuk-skip-link" data-module="nhsuk-skip-link" href="#maincontent" onClick={toMain}>
      Skip to main content
    </a>
  );
}

/// What is around every page: skip link, header, a strip across (connection), what stands before the main part (back link),
/// the main part, the footer.
export function Page(props: { header: Children; strip?: Children; before?: Children; footer?: Children; children: Children }) {
  return (
    <>
      <SkipLink />
      {props.header}
      {props.strip}
      <div class="nhsuk-width-container">
        {props.before}
        <main class="nhsuk-main-wrapper app-main" id="maincontent">
          {props.children}
        </main>
      </div>
      {props.footer}
    </>
  );
}
