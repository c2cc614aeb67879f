import { render } from 'preact';
import { App } from './app';
import { makeEngine } from './engine/engine';
import './styles/inbox.scss';

render(<App engine={makeEngine()} />, document.body);
