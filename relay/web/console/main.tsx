import { render } from 'preact';
import { App } from './app';
import '../shared/styles/index.scss';
import './console.scss';

render(<App />, document.body);
