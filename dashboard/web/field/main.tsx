import { render } from 'preact';
import { startLanguage } from '../shell/language.ts';
import { startTheme } from '../shell/theme.ts';
import { FieldApp } from './field-app.tsx';
import { startFieldRouter } from './field-router.ts';
import { startField } from './field-state.ts';
import { followPosition } from './position.ts';
import { startUpdates } from './updates.ts';
import '../shell/tokens.css';
import '../shell/base.css';
import '../shell/controls.css';
import './field.css';

const root = document.querySelector('#app');
if (root === null) throw new Error('the page has no #app');
startTheme();
startLanguage();
startFieldRouter();
render(<FieldApp />, root);
void startField();
void followPosition();
// While developing there is no build to keep.
if (import.meta.env.PROD) void startUpdates();
