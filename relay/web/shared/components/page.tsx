import type { ComponentChildren } from 'preact';

/// What is around every page: skip link, header, the main part, footer.
export function Page(props: { header: ComponentChildren; children: ComponentChildren; footer?: ComponentChildren }) {
  return (
    <>
      <a class="nhsuk-skip-link" href="#maincontent">
        Skip to main content
      </a>
      {props.header}
      <div class="nhsuk-width-container">
        <main class="nhsuk-main-wrapper" id="maincontent">
          {props.children}
        </main>
      </div>
      {props.footer}
    </>
  );
}
