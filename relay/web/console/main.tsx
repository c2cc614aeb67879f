import { render } from 'preact';
import { Header, Page } from '../shared/components';
import '../shared/styles/index.scss';

function App() {
  return (
    <Page header={<Header serviceName="Bulletin console" home="/console" />}>
      <h1 class="nhsuk-heading-l">Bulletin console</h1>
    </Page>
  );
}

render(<App />, document.body);
