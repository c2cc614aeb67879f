import { render } from 'preact';
import { App } from './app';
import { makeEngine } from './engine/engine';
import '../shared/styles/index.scss';
import './styles/inbox.scss';

render(<App engine={makeEngine()} />, document.body);
