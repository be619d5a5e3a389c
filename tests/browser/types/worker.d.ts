// What the server puts before the service worker (web/phone_app.py).
declare const VERSION: string;
declare const SHELL: string[];
declare const LATER: string[];
