import { render } from 'preact';
import { Header } from '../shared/components/header';
import { Page } from '../shared/components/page';
import '../shared/styles/index.scss';

function App() {
  return (
    <Page header={<Header serviceName="Care home messages" home="/" />}>
      <h1 class="nhsuk-heading-l">Care home messages</h1>
    </Page>
  );
}

render(<App />, document.body);
