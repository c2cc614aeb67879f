import { render } from 'preact';
import { Header, Page } from '../shared/components';
import '../shared/styles/index.scss';

function App() {
  return (
    <Page header={<Header serviceName="Care home messages" home="/" />}>
      <h1 class="nhsuk-heading-l">Care home messages</h1>
    </Page>
  );
}

render(<App />, document.body);
