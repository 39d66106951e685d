import { render } from 'preact';
import { App } from './shell/app.js';
import type { SignIn } from './state/caller.js';
import './styles/page.css';

// The server says it in the page: what can be done about a 401 is known before there is one.
const signIn = (document.documentElement.dataset.signIn ?? 'none') as SignIn;
const root = document.getElementById('page');
if (root) render(<App signIn={signIn} />, root);
