import { render } from 'preact';
import { App } from './app.tsx';
import { startLanguage } from './language.ts';
import { startRouter } from './router.ts';
import { findSession } from './session.ts';
import './style/tokens.css';
import './style/base.css';
import './style/strip.css';
import './style/alerts.css';
import './style/devices.css';
import './style/forecasts.css';
import './style/rules.css';

const root = document.querySelector('#app');
if (root === null) throw new Error('the page has no #app');
startLanguage();
startRouter();
void findSession();
render(<App />, root);
